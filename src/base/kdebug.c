// SPDX-License-Identifier: MIT
/* The die chain. Nothing in a world calls it of its own accord: a BUG() ends the process. */
#include <linux/export.h>
#include <linux/kdebug.h>

static ATOMIC_NOTIFIER_HEAD(chain);

int register_die_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&chain, nb);
}
EXPORT_SYMBOL_GPL(register_die_notifier);

int unregister_die_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&chain, nb);
}
EXPORT_SYMBOL_GPL(unregister_die_notifier);

int notify_die(enum die_val val, const char *str, struct pt_regs *regs, long err, int trap, int sig)
{
	struct die_args args = {
		.regs = regs,
		.str = str,
		.err = err,
		.trapnr = trap,
		.signr = sig,
	};

	return atomic_notifier_call_chain(&chain, val, &args);
}
EXPORT_SYMBOL_GPL(notify_die);
