// SPDX-License-Identifier: MIT
/*
 * Faults: accesses that an IOMMU refused, on their way from its driver to
 * whoever wants to know. A domain's handler hears in the IOMMU's interrupt
 * that something went wrong; a device's hears details, and can answer a
 * request for a page.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mapping/iommu/iommu.h"

/* ---- of a domain ----------------------------------------------------------------- */

void iommu_set_fault_handler(struct iommu_domain *domain, iommu_fault_handler_t handler,
			     void *token)
{
	BUG_ON(!domain);
	domain->handler_token = token;
	domain->handler = handler;
}
EXPORT_SYMBOL_GPL(iommu_set_fault_handler);

int report_iommu_fault(struct iommu_domain *domain, struct device *dev, unsigned long iova,
		       int flags)
{
	iommu_fault_handler_t handler = domain->handler;

	return handler ? handler(domain, dev, iova, flags, domain->handler_token) : -ENOSYS;
}
EXPORT_SYMBOL_GPL(report_iommu_fault);

/* ---- of a device ------------------------------------------------------------------- */

static struct iommu_fault_param *new_listener(iommu_dev_fault_handler_t handler, void *data)
{
	struct iommu_fault_param *made = kzalloc(sizeof(*made), GFP_KERNEL);

	if (made) {
		INIT_LIST_HEAD(&made->faults);
		mutex_init(&made->lock);
		made->data = data;
		made->handler = handler;
	}
	return made;
}

/* the device's first and only listener; it holds the device */
static int listen(struct device *dev, iommu_dev_fault_handler_t handler, void *data)
{
	struct iommu_fault_param **listener = &dev->iommu->fault_param;

	if (*listener)
		return -EBUSY;
	*listener = new_listener(handler, data);
	if (!*listener)
		return -ENOMEM;
	get_device(dev);
	return 0;
}

/* NULL: there was none; an ERR_PTR() of -EBUSY: somebody has to answer what was asked */
static struct iommu_fault_param *take_listener(struct dev_iommu *iommu)
{
	struct iommu_fault_param *listener = iommu->fault_param;

	if (listener && !list_empty(&listener->faults))
		return ERR_PTR(-EBUSY);
	iommu->fault_param = NULL;
	return listener;
}

int iommu_register_device_fault_handler(struct device *dev, iommu_dev_fault_handler_t handler,
					void *data)
{
	int err;

	if (!dev->iommu)
		return -EINVAL;
	mutex_lock(&dev->iommu->lock);
	err = listen(dev, handler, data);
	mutex_unlock(&dev->iommu->lock);
	return err;
}
EXPORT_SYMBOL_GPL(iommu_register_device_fault_handler);

int iommu_unregister_device_fault_handler(struct device *dev)
{
	struct dev_iommu *iommu = dev->iommu;
	struct iommu_fault_param *gone;

	if (!iommu)
		return -EINVAL;
	mutex_lock(&iommu->lock);
	gone = take_listener(iommu);
	mutex_unlock(&iommu->lock);
	if (IS_ERR_OR_NULL(gone))
		return PTR_ERR_OR_ZERO(gone);
	kfree(gone);
	put_device(dev);
	return 0;
}
EXPORT_SYMBOL_GPL(iommu_unregister_device_fault_handler);

/* the last request of a group is the one that is answered */
static bool wants_answer(const struct iommu_fault *fault)
{
	return fault->type == IOMMU_FAULT_PAGE_REQ &&
	       (fault->prm.flags & IOMMU_FAULT_PAGE_REQUEST_LAST_PAGE);
}

static int deliver(struct iommu_fault_param *listener, struct iommu_fault_event *evt)
{
	struct iommu_fault_event *pending = NULL;
	int ret;

	if (wants_answer(&evt->fault)) {
		pending = kmemdup(evt, sizeof(*evt), GFP_KERNEL);
		if (!pending)
			return -ENOMEM;
		mutex_lock(&listener->lock);
		list_add_tail(&pending->list, &listener->faults);
		mutex_unlock(&listener->lock);
	}
	ret = listener->handler(&evt->fault, listener->data);
	if (ret && pending) {
		mutex_lock(&listener->lock);
		list_del(&pending->list);
		mutex_unlock(&listener->lock);
		kfree(pending);
	}
	return ret;
}

int iommu_report_device_fault(struct device *dev, struct iommu_fault_event *evt)
{
	struct dev_iommu *iommu = dev->iommu;
	struct iommu_fault_param *listener;
	int err = -EINVAL;

	if (iommu && evt) {
		mutex_lock(&iommu->lock);
		listener = iommu->fault_param;
		if (listener && listener->handler)
			err = deliver(listener, evt);
		mutex_unlock(&iommu->lock);
	}
	return err;
}
EXPORT_SYMBOL_GPL(iommu_report_device_fault);

/* ---- answers -------------------------------------------------------------------------- */

static bool answers(const struct iommu_page_response *msg,
		    const struct iommu_fault_page_request *asked)
{
	if (asked->grpid != msg->grpid)
		return false;
	if (!(asked->flags & IOMMU_FAULT_PAGE_RESPONSE_NEEDS_PASID))
		return true;
	return (msg->flags & IOMMU_PAGE_RESP_PASID_VALID) && msg->pasid == asked->pasid;
}

/* under the listener's lock */
static int answer(struct device *dev, struct iommu_fault_param *listener,
		  struct iommu_page_response *msg)
{
	struct iommu_fault_event *evt;
	int ret;

	if (list_empty(&listener->faults)) {
		dev_warn_ratelimited(dev, "no pending PRQ, drop response\n");
		return -EINVAL;
	}
	list_for_each_entry(evt, &listener->faults, list) {
		if (!answers(msg, &evt->fault.prm))
			continue;
		if (!(evt->fault.prm.flags & IOMMU_FAULT_PAGE_RESPONSE_NEEDS_PASID)) {
			msg->flags &= ~IOMMU_PAGE_RESP_PASID_VALID;
			msg->pasid = 0;
		}
		ret = dev_iommu_ops(dev)->page_response(dev, evt, msg);
		list_del(&evt->list);
		kfree(evt);
		return ret;
	}
	return -EINVAL;
}

int iommu_page_response(struct device *dev, struct iommu_page_response *msg)
{
	struct dev_iommu *param = dev->iommu;
	int ret;

	if (!param || !param->iommu_dev || !dev_iommu_ops(dev)->page_response)
		return -ENODEV;
	if (!param->fault_param || msg->version != IOMMU_PAGE_RESP_VERSION_1 ||
	    (msg->flags & ~IOMMU_PAGE_RESP_PASID_VALID))
		return -EINVAL;
	mutex_lock(&param->fault_param->lock);
	ret = answer(dev, param->fault_param, msg);
	mutex_unlock(&param->fault_param->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_page_response);
