export default { id: 'old', apiVersion: 1, listening: 'polled' };
