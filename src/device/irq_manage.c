// SPDX-License-Identifier: MIT
/* What drivers do with an interrupt: request, free, disable, wait for, steer. */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/wait.h>

#include "device/irq_internals.h"

/* ---- waiting ------------------------------------------------------------------ */

static void wait_for_handlers(struct irq_desc *desc)
{
	unsigned long flags;
	bool running = true;

	while (running) {
		/* not under the lock, which the handler's end needs ... */
		while (irqd_irq_inprogress(&desc->irq_data))
			cpu_relax();
		/* ... but what it did is only sure to be seen under it */
		raw_spin_lock_irqsave(&desc->lock, flags);
		running = irqd_irq_inprogress(&desc->irq_data);
		raw_spin_unlock_irqrestore(&desc->lock, flags);
	}
}

/* a handler that waits for its own interrupt to end would do so for ever */
static bool waits_for_itself(struct irq_desc *desc)
{
	return in_hardirq() && irqd_irq_inprogress(&desc->irq_data) &&
	       READ_ONCE(desc->running_cpu) == smp_processor_id();
}

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return true;
	if (WARN(waits_for_itself(desc),
		 "synchronize_hardirq(%u) in its own handler\n", irq))
		return false;
	wait_for_handlers(desc);
	return !atomic_read(&desc->threads_active);
}
EXPORT_SYMBOL(synchronize_hardirq);

void synchronize_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return;
	if (WARN(waits_for_itself(desc),
		 "synchronize_irq(%u) in its own handler\n", irq))
		return;
	wait_for_handlers(desc);
	wait_event(desc->wait_for_threads, !atomic_read(&desc->threads_active));
}
EXPORT_SYMBOL(synchronize_irq);

/* ---- disabling ------------------------------------------------------------------ */

static int disable_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	chip_bus_lock(desc);
	scoped_guard(raw_spinlock_irqsave, &desc->lock) {
		if (++desc->depth == 1)
			irq_disable(desc);
	}
	chip_bus_sync_unlock(desc);
	return 0;
}

void disable_irq_nosync(unsigned int irq)
{
	disable_nosync(irq);
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	if (!disable_nosync(irq))
		synchronize_irq(irq);
}
EXPORT_SYMBOL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	return !disable_nosync(irq) && synchronize_hardirq(irq);
}
EXPORT_SYMBOL_GPL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	chip_bus_lock(desc);
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (WARN(desc->irq_data.chip == &no_irq_chip,
		 "enable_irq before setup/request_irq: irq %u\n", irq))
		goto out_unlock;
	if (!desc->depth)
		WARN(1, "Unbalanced enable for IRQ %d\n", irq);
	else if (desc->depth == 1)
		irq_startup(desc, true);
	else
		desc->depth--;
out_unlock:
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	chip_bus_sync_unlock(desc);
}
EXPORT_SYMBOL(enable_irq);

/* ---- requesting ------------------------------------------------------------------ */

/* the last action's @next; and the threads' bits of all of them */
static struct irqaction **last_link(struct irq_desc *desc,
				    unsigned long *thread_mask)
{
	struct irqaction **link = &desc->action;

	*thread_mask = 0;
	for (; *link; link = &(*link)->next)
		*thread_mask |= (*link)->thread_mask;
	return link;
}

/* may @new share the interrupt with those that have it? */
static int check_sharing(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction *old = desc->action;
	unsigned int type = irqd_trigger_type_was_set(&desc->irq_data) ?
			    irqd_get_trigger_type(&desc->irq_data) :
			    old->flags & IRQF_TRIGGER_MASK;

	if (!irqd_trigger_type_was_set(&desc->irq_data))
		irqd_set_trigger_type(&desc->irq_data, type);
	if (old->flags & new->flags & IRQF_SHARED &&
	    type == (new->flags & IRQF_TRIGGER_MASK) &&
	    !((old->flags ^ new->flags) & IRQF_ONESHOT) &&
	    !((old->flags ^ new->flags) & IRQF_PERCPU))
		return 0;
	if (!(new->flags & IRQF_PROBE_SHARED))
		pr_err("Flags mismatch irq %d. %08x (%s) vs. %08x (%s)\n",
		       new->irq, new->flags, new->name, old->flags, old->name);
	return -EBUSY;
}

static int check_oneshot(struct irq_desc *desc, struct irqaction *new,
			 unsigned long used)
{
	if (new->flags & IRQF_ONESHOT) {
		/* a bit for its thread: there are as many as in a word */
		if (used == ~0ul)
			return -EBUSY;
		new->thread_mask = 1ul << __builtin_ctzl(~used);
		return 0;
	}
	if (new->handler == irq_default_primary_handler &&
	    !(desc->irq_data.chip->flags & IRQCHIP_ONESHOT_SAFE)) {
		pr_err("Threaded irq requested with handler=NULL and !ONESHOT for %s (irq %d)\n",
		       new->name, new->irq);
		return -EINVAL;
	}
	return 0;
}

/* the first action decides how the interrupt is run */
static int set_up_first(struct irq_desc *desc, struct irqaction *new)
{
	int ret;

	if (new->flags & IRQF_TRIGGER_MASK) {
		ret = __irq_set_trigger(desc, new->flags & IRQF_TRIGGER_MASK);
		if (ret)
			return ret;
	}
	desc->istate &= ~(IRQS_SPURIOUS_DISABLED | IRQS_ONESHOT |
			  IRQS_PENDING | IRQS_REPLAY);
	irqd_clear(&desc->irq_data, IRQD_IRQ_INPROGRESS);
	if (new->flags & IRQF_ONESHOT)
		desc->istate |= IRQS_ONESHOT;
	if (new->flags & IRQF_NO_DEBUG)
		desc->status_use_accessors |= IRQ_NO_DEBUG;
	if (new->flags & IRQF_NOBALANCING)
		irqd_set(&desc->irq_data, IRQD_NO_BALANCING);
	return 0;
}

/* under the lock */
static int install_action(struct irq_desc *desc, struct irqaction *new)
{
	bool first = !desc->action;
	struct irqaction **link;
	unsigned long used;
	int ret;

	ret = first ? 0 : check_sharing(desc, new);
	if (ret)
		return ret;
	link = last_link(desc, &used);
	ret = check_oneshot(desc, new, used);
	if (!ret && first)
		ret = set_up_first(desc, new);
	if (ret)
		return ret;

	WRITE_ONCE(*link, new);
	desc->irq_count = 0;
	desc->irqs_unhandled = 0;
	/* one that shared an interrupt which was switched off: another chance */
	if (!first && desc->istate & IRQS_SPURIOUS_DISABLED) {
		desc->istate &= ~IRQS_SPURIOUS_DISABLED;
		if (!--desc->depth)
			irq_startup(desc, true);
	}
	if (!first)
		return 0;
	if (desc->status_use_accessors & IRQ_NOAUTOEN ||
	    new->flags & IRQF_NO_AUTOEN)
		desc->depth = 1;
	else
		irq_startup(desc, false);
	return 0;
}

static int request_resources(struct irq_desc *desc, struct irqaction *new)
{
	struct irq_chip *chip = desc->irq_data.chip;
	int ret;

	if (desc->action || !chip->irq_request_resources)
		return 0;
	ret = chip->irq_request_resources(&desc->irq_data);
	if (ret)
		pr_err("Failed to request resources for %s (irq %d) on irqchip %s\n",
		       new->name, new->irq, chip->name);
	return ret;
}

static void release_resources(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (!desc->action && chip->irq_release_resources)
		chip->irq_release_resources(&desc->irq_data);
}

static int setup_irq(struct irq_desc *desc, struct irqaction *new)
{
	unsigned long flags;
	int ret;

	if (desc->irq_data.chip == &no_irq_chip)
		return -ENOSYS;
	if (!(new->flags & IRQF_TRIGGER_MASK))
		new->flags |= irqd_get_trigger_type(&desc->irq_data);
	if (new->thread_fn) {
		ret = irq_thread_create(new, new->irq);
		if (ret)
			return ret;
	}
	mutex_lock(&desc->request_mutex);
	ret = request_resources(desc, new);
	if (ret)
		goto err_unlock;
	chip_bus_lock(desc);
	raw_spin_lock_irqsave(&desc->lock, flags);
	ret = install_action(desc, new);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	chip_bus_sync_unlock(desc);
	if (ret) {
		release_resources(desc);
		goto err_unlock;
	}
	mutex_unlock(&desc->request_mutex);
	irq_thread_begin(desc, new);
	return 0;

err_unlock:
	mutex_unlock(&desc->request_mutex);
	irq_thread_stop(new);
	return ret;
}

/* flags that contradict one another */
static bool flags_valid(unsigned long flags, void *dev_id)
{
	bool shared = flags & IRQF_SHARED;

	return !(shared && (!dev_id || flags & IRQF_NO_AUTOEN)) &&
	       !(!shared && flags & IRQF_COND_SUSPEND) &&
	       !(flags & IRQF_NO_SUSPEND && flags & IRQF_COND_SUSPEND);
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler,
			 irq_handler_t thread_fn, unsigned long flags,
			 const char *name, void *dev)
{
	struct irqaction *action;
	struct irq_desc *desc;
	int ret;

	might_sleep();
	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	if (!flags_valid(flags, dev))
		return -EINVAL;
	desc = irq_to_desc(irq);
	if (!desc || desc->status_use_accessors & IRQ_NOREQUEST)
		return -EINVAL;
	if (!handler) {
		if (!thread_fn)
			return -EINVAL;
		handler = irq_default_primary_handler;
	}
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	action->handler = handler;
	action->thread_fn = thread_fn;
	action->flags = flags;
	action->name = name;
	action->dev_id = dev;
	action->irq = irq;
	ret = setup_irq(desc, action);
	if (ret)
		kfree(action);
	return ret;
}
EXPORT_SYMBOL(request_threaded_irq);

int request_any_context_irq(unsigned int irq, irq_handler_t handler,
			    unsigned long flags, const char *name,
			    void *dev_id)
{
	const struct irq_desc *desc;
	bool nested;
	int err;

	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	desc = irq_to_desc(irq);
	if (!desc)
		return -EINVAL;
	nested = desc->status_use_accessors & IRQ_NESTED_THREAD;
	err = request_threaded_irq(irq, nested ? NULL : handler, nested ? handler : NULL, flags,
				   name, dev_id);
	if (err)
		return err;
	return nested ? IRQC_IS_NESTED : IRQC_IS_HARDIRQ;
}
EXPORT_SYMBOL_GPL(request_any_context_irq);

/* ---- freeing ----------------------------------------------------------------------- */

/* under the lock */
static struct irqaction *remove_action(struct irq_desc *desc, void *dev_id)
{
	struct irqaction **link = &desc->action;
	struct irqaction *action;

	while (*link && (*link)->dev_id != dev_id)
		link = &(*link)->next;
	action = *link;
	if (!action || action == &chained_action)
		return NULL;
	WRITE_ONCE(*link, action->next);
	if (!desc->action)
		irq_shutdown(desc);
	return action;
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	const char *name;
	unsigned long flags;

	if (!desc)
		return NULL;
	if (WARN(in_interrupt(), "Trying to free IRQ %d from IRQ context!\n",
		 irq))
		return NULL;
	mutex_lock(&desc->request_mutex);
	chip_bus_lock(desc);
	raw_spin_lock_irqsave(&desc->lock, flags);
	action = remove_action(desc, dev_id);
	if (WARN_ON_ONCE(action && !desc->action && desc->affinity_hint))
		desc->affinity_hint = NULL;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	chip_bus_sync_unlock(desc);
	if (WARN(!action, "Trying to free already-free IRQ %d\n", irq)) {
		mutex_unlock(&desc->request_mutex);
		return NULL;
	}

	wait_for_handlers(desc);
	irq_thread_stop(action);
	/* its thread may have left the interrupt masked for the others */
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (desc->threads_oneshot & action->thread_mask) {
		desc->threads_oneshot &= ~action->thread_mask;
		if (desc->action && !desc->threads_oneshot &&
		    !irqd_irq_disabled(&desc->irq_data))
			unmask_irq(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	release_resources(desc);
	mutex_unlock(&desc->request_mutex);
	name = action->name;
	kfree(action);
	return name;
}
EXPORT_SYMBOL(free_irq);

/* ---- the rest ------------------------------------------------------------------------ */

int irq_inject_interrupt(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc || !irqd_is_started(&desc->irq_data))
		return -EINVAL;
	irq_wire_resend(desc);
	return 0;
}
EXPORT_SYMBOL_GPL(irq_inject_interrupt);

/* there is no sleep to wake from: what is asked for is recorded and must balance */
int irq_set_irq_wake(unsigned int irq, unsigned int on)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (on) {
		if (!desc->wake_depth++)
			irqd_set(&desc->irq_data, IRQD_WAKEUP_STATE);
	} else if (!desc->wake_depth) {
		WARN(1, "Unbalanced IRQ %d wake disable\n", irq);
	} else if (!--desc->wake_depth) {
		irqd_clear(&desc->irq_data, IRQD_WAKEUP_STATE);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}
EXPORT_SYMBOL(irq_set_irq_wake);

int irq_get_irqchip_state(unsigned int irq, enum irqchip_irq_state which,
			  bool *state)
{
	struct irq_data *data = irq_get_irq_data(irq);

	if (!data || !data->chip->irq_get_irqchip_state)
		return -EINVAL;
	return data->chip->irq_get_irqchip_state(data, which, state);
}
EXPORT_SYMBOL_GPL(irq_get_irqchip_state);

int irq_set_irqchip_state(unsigned int irq, enum irqchip_irq_state which,
			  bool state)
{
	struct irq_data *data = irq_get_irq_data(irq);

	if (!data || !data->chip->irq_set_irqchip_state)
		return -EINVAL;
	return data->chip->irq_set_irqchip_state(data, which, state);
}
EXPORT_SYMBOL_GPL(irq_set_irqchip_state);
