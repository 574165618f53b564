export { docRoutes } from './doc.routes.ts';
export { type GuideStep, type ShopGuide, shopGuides } from './shop-guides.ts';
