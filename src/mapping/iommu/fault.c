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
	domain->handler = handler;
	domain->handler_token = token;
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
	struct iommu_fault_param *param = kzalloc(sizeof(*param), GFP_KERNEL);

	if (!param)
		return NULL;
	param->handler = handler;
	param->data = data;
	mutex_init(&param->lock);
	INIT_LIST_HEAD(&param->faults);
	return param;
}

int iommu_register_device_fault_handler(struct device *dev, iommu_dev_fault_handler_t handler,
					void *data)
{
	struct dev_iommu *param = dev->iommu;
	int ret = 0;

	if (!param)
		return -EINVAL;
	mutex_lock(&param->lock);
	if (param->fault_param) {
		ret = -EBUSY;
	} else {
		param->fault_param = new_listener(handler, data);
		if (param->fault_param)
			get_device(dev);
		else
			ret = -ENOMEM;
	}
	mutex_unlock(&param->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_register_device_fault_handler);

int iommu_unregister_device_fault_handler(struct device *dev)
{
	struct dev_iommu *param = dev->iommu;
	struct iommu_fault_param *listener = NULL;
	int ret = 0;

	if (!param)
		return -EINVAL;
	mutex_lock(&param->lock);
	/* somebody has to answer what was asked */
	if (param->fault_param && !list_empty(&param->fault_param->faults)) {
		ret = -EBUSY;
	} else {
		listener = param->fault_param;
		param->fault_param = NULL;
	}
	mutex_unlock(&param->lock);
	if (listener) {
		kfree(listener);
		put_device(dev);
	}
	return ret;
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
	struct dev_iommu *param = dev->iommu;
	int ret = -EINVAL;

	if (!param || !evt)
		return -EINVAL;
	mutex_lock(&param->lock);
	if (param->fault_param && param->fault_param->handler)
		ret = deliver(param->fault_param, evt);
	mutex_unlock(&param->lock);
	return ret;
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
