export default { id: 'good' };
