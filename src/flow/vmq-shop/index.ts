export { orderData } from './order-data.ts';
export { createVmqShopRouter, type VmqShopDeps, vmqRefusal } from './vmq-shop.routes.ts';
