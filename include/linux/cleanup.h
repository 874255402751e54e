/* SPDX-License-Identifier: MIT */
/*
 * What ends with its scope: memory that is freed, locks that are released,
 * on every way out of a block.
 *
 *	struct foo *foo __free(kfree) = kzalloc(sizeof(*foo), GFP_KERNEL);
 *
 *	guard(mutex)(&foo->lock);
 *	scoped_guard(spinlock_irqsave, &chan->lock) { ... }
 *	return_ptr(foo);
 *
 * The header that owns a type defines what can be done with it here:
 * <linux/slab.h> has __free(kfree), <linux/mutex.h> has guard(mutex).
 * Declare one such variable where it gets its value: they end in the reverse
 * order of their declarations.
 */
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>

/* ---- pointers that are freed ------------------------------------------- */

/* @_free: a statement about _T, the variable's value at the end of its scope */
#define DEFINE_FREE(_name, _type, _free)			\
	static inline void __free_##_name(void *__variable)	\
	{							\
		_type _T = *(_type *)__variable;		\
								\
		_free;						\
	}

#define __free(_name) __cleanup(__free_##_name)

#define __get_and_null(p, nullvalue)				\
	({							\
		__auto_type __gan_at = &(p);			\
		__auto_type __gan_value = *__gan_at;		\
								\
		*__gan_at = nullvalue;				\
		__gan_value;					\
	})

static inline __must_check const volatile void *__must_check_fn(const volatile void *value)
{
	return value;
}

/* the pointer, which the scope's end leaves alone from now on */
#define no_free_ptr(p) \
	((typeof(p))__must_check_fn((__force const volatile void *)__get_and_null(p, NULL)))
#define retain_and_null_ptr(p) ((void)__get_and_null(p, NULL))
#define return_ptr(p) return no_free_ptr(p)

/* ---- classes: a constructor that pairs with a destructor ------------------ */

/* @_exit: a statement about _T, what @_init (an expression over the parameters) returned */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)			\
	typedef _type class_##_name##_t;					\
	static inline void class_##_name##_destructor(_type *__variable)	\
	{									\
		_type _T = *__variable;						\
										\
		_exit;								\
	}									\
	static inline _type class_##_name##_constructor(_init_args)		\
	{									\
		_type t = _init;						\
										\
		return t;							\
	}

/* the same destructor behind another constructor */
#define EXTEND_CLASS(_name, _ext, _init, _init_args...)					\
	typedef class_##_name##_t class_##_name##_ext##_t;				\
	static inline void class_##_name##_ext##_destructor(class_##_name##_t *__variable) \
	{										\
		class_##_name##_destructor(__variable);					\
	}										\
	static inline class_##_name##_t class_##_name##_ext##_constructor(_init_args)	\
	{										\
		class_##_name##_t t = _init;						\
											\
		return t;								\
	}

#define CLASS(_name, var)						\
	class_##_name##_t var __cleanup(class_##_name##_destructor) =	\
		class_##_name##_constructor

/* ---- guards: classes that hold a lock ------------------------------------- */

#define __DEFINE_CLASS_IS_CONDITIONAL(_name, _is_cond) \
	static __maybe_unused const bool class_##_name##_is_conditional = _is_cond

#define DEFINE_GUARD(_name, _type, _lock, _unlock)				\
	__DEFINE_CLASS_IS_CONDITIONAL(_name, false);				\
	DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }),	\
		     _type _T)							\
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)	\
	{									\
		return (void *)(__force unsigned long)*_T;			\
	}

/* @_condlock: an expression over _T, true where the lock was taken */
#define DEFINE_GUARD_COND(_name, _ext, _condlock)				\
	__DEFINE_CLASS_IS_CONDITIONAL(_name##_ext, true);			\
	EXTEND_CLASS(_name, _ext, ({						\
				void *_t = (_T);				\
										\
				if (_T && !(_condlock))				\
					_t = NULL;				\
				_t;						\
		     }), class_##_name##_t _T)					\
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{									\
		return class_##_name##_lock_ptr(_T);				\
	}

#define __LOCK_GUARD_TYPE(_name, _type, _unlock, ...)				\
	typedef struct {							\
		_type *lock;							\
		__VA_ARGS__;							\
	} class_##_name##_t;							\
	static inline void class_##_name##_destructor(class_##_name##_t *_T)	\
	{									\
		if (_T->lock) {							\
			_unlock;						\
		}								\
	}									\
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)	\
	{									\
		return (void *)(__force unsigned long)_T->lock;			\
	}

/* a lock of type @_type; the rest: more members of the guard, e.g. unsigned long flags */
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)			\
	__DEFINE_CLASS_IS_CONDITIONAL(_name, false);				\
	__LOCK_GUARD_TYPE(_name, _type, _unlock, __VA_ARGS__)			\
	static inline class_##_name##_t class_##_name##_constructor(_type *l)	\
	{									\
		class_##_name##_t _t = { .lock = l }, *_T = &_t;		\
										\
		_lock;								\
		return _t;							\
	}

/* no lock that has a name: preemption, interrupts, RCU */
#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)				\
	__DEFINE_CLASS_IS_CONDITIONAL(_name, false);				\
	__LOCK_GUARD_TYPE(_name, void, _unlock, __VA_ARGS__)			\
	static inline class_##_name##_t class_##_name##_constructor(void)	\
	{									\
		class_##_name##_t _t = { .lock = (void *)1 };			\
		class_##_name##_t *_T __maybe_unused = &_t;			\
										\
		_lock;								\
		return _t;							\
	}

#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)			\
	__DEFINE_CLASS_IS_CONDITIONAL(_name##_ext, true);			\
	EXTEND_CLASS(_name, _ext, ({						\
				class_##_name##_t _t = { .lock = l };		\
				class_##_name##_t *_T = &_t;			\
										\
				if (_T->lock && !(_condlock))			\
					_T->lock = NULL;			\
				_t;						\
		     }), typeof_member(class_##_name##_t, lock) l)		\
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{									\
		return class_##_name##_lock_ptr(_T);				\
	}

#define guard(_name) CLASS(_name, __UNIQUE_ID(guard))

#define __guard_ptr(_name) class_##_name##_lock_ptr
#define __is_cond_ptr(_name) class_##_name##_is_conditional

/*
 * The loop runs once: the body ends in the jump to @_end, which is inside the
 * loop so that the guard ends with it. A try that fails runs @_fail instead.
 */
#define __scoped_guard(_name, _fail, _scope, _end, args...)			\
	for (CLASS(_name, _scope)(args); ; ({ goto _end; }))			\
		if (__is_cond_ptr(_name) && !__guard_ptr(_name)(&_scope)) {	\
			_fail;							\
_end:										\
			break;							\
		} else

#define scoped_guard(_name, args...)						\
	__scoped_guard(_name, , __UNIQUE_ID(scope), __UNIQUE_ID(end), args)
#define scoped_cond_guard(_name, _fail, args...)				\
	__scoped_guard(_name, _fail, __UNIQUE_ID(scope), __UNIQUE_ID(end), args)

#endif
