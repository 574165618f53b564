/** 支付测试: an order of the owner's own on one of his codes, told to the house's own shop, before there is any other. */
export { beginTrial, type Trial, type TrialDeps } from './begin-trial.ts';
export { howFar } from './how-far.ts';
export { insideShopRequest, withInsideShop } from './inside-shop.ts';
