/* SPDX-License-Identifier: MIT */
/* Complain at compile time where a type is not the expected one. */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

#define typecheck(type, x)			\
({	type __tc_dummy;			\
	typeof(x) __tc_dummy2;			\
	(void)(&__tc_dummy == &__tc_dummy2);	\
	1;					\
})
#define typecheck_fn(type, function)		\
({	typeof(type) __tc_fn = function;	\
	(void)__tc_fn;				\
})
#define typecheck_pointer(x)			\
({	typeof(x) __tc_p;			\
	(void)sizeof(*__tc_p);			\
	1;					\
})

#endif
