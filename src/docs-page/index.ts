export { docRoutes } from './doc.routes.ts';
export { type ShopGuide, shopGuides } from './shop-guides.ts';
