export default () => {
  throw new Error('this one wants something else');
};
