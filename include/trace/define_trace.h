/* SPDX-License-Identifier: MIT */
/*
 * The end of every trace header. Where CREATE_TRACE_POINTS is set it reads
 * that header twice more: for the layout of each event, and for the function
 * that fills it in and prints it. Events are printed at once, so strings are
 * kept as pointers and arrays of variable length on the stack.
 */
#ifdef CREATE_TRACE_POINTS

#undef CREATE_TRACE_POINTS

#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/trace_text.h>
#include <linux/version.h>

#ifndef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE TRACE_SYSTEM
#define __TRACE_UNDEF_INCLUDE_FILE
#endif
#ifdef TRACE_INCLUDE_PATH
#define __TRACE_INCLUDE(file) __stringify(TRACE_INCLUDE_PATH/file.h)
#else
#define __TRACE_INCLUDE(file) __stringify(trace/events/file.h)
#endif
#define TRACE_INCLUDE(file) __TRACE_INCLUDE(file)

#define TRACE_HEADER_MULTI_READ

#undef TRACE_EVENT
#undef TRACE_EVENT_FN
#undef TRACE_EVENT_CONDITION
#undef DECLARE_EVENT_CLASS
#undef DEFINE_EVENT
#undef DEFINE_EVENT_PRINT
#undef DEFINE_EVENT_FN
#undef DEFINE_EVENT_CONDITION
#undef DECLARE_TRACE
#undef TRACE_DEFINE_ENUM
#undef TRACE_DEFINE_SIZEOF

#define TRACE_DEFINE_ENUM(a)
#define TRACE_DEFINE_SIZEOF(a)
#define DECLARE_TRACE(name, proto, args)
#define TRACE_EVENT(name, proto, args, tstruct, assign, print)			\
	DECLARE_EVENT_CLASS(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),	\
			    PARAMS(assign), PARAMS(print))			\
	DEFINE_EVENT(name, name, PARAMS(proto), PARAMS(args))
#define TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, reg, unreg)	\
	TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),		\
		    PARAMS(assign), PARAMS(print))
#define TRACE_EVENT_CONDITION(name, proto, args, cond, tstruct, assign, print)	\
	TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),		\
		    PARAMS(assign), PARAMS(print))
#define DEFINE_EVENT_FN(template, name, proto, args, reg, unreg) \
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_CONDITION(template, name, proto, args, cond) \
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))

/* ---- first: the layouts ------------------------------------------------ */

#define __field(type, item) type item;
#define __field_ext(type, item, filter) type item;
#define __field_struct(type, item) type item;
#define __field_struct_ext(type, item, filter) type item;
#define __array(type, item, len) type item[len];
#define __dynamic_array(type, item, len) type *__dynamic_##item; size_t __len_##item;
#define __string(item, src) const char *__string_##item;
#define __string_len(item, src, len) const char *__string_##item;
#define __vstring(item, fmt, va) char *__string_##item;

#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print)		\
	struct trace_event_raw_##name {						\
		tstruct								\
		char __end[0];							\
	};
#define DEFINE_EVENT(template, name, proto, args)
#define DEFINE_EVENT_PRINT(template, name, proto, args, print)

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

/* ---- then: the functions ----------------------------------------------- */

#undef __field
#undef __field_ext
#undef __field_struct
#undef __field_struct_ext
#undef __array
#undef __dynamic_array
#undef __string
#undef __string_len
#undef __vstring
#undef DECLARE_EVENT_CLASS
#undef DEFINE_EVENT
#undef DEFINE_EVENT_PRINT

/* what is set before the driver's own assignments, from the description alone */
#define __field(type, item)
#define __field_ext(type, item, filter)
#define __field_struct(type, item)
#define __field_struct_ext(type, item, filter)
#define __array(type, item, len)
#define __dynamic_array(type, item, len)					\
	__entry->__len_##item = (len) * sizeof(type);				\
	__entry->__dynamic_##item = __builtin_alloca(__entry->__len_##item + 1);
#define __string(item, src)							\
	__entry->__string_##item = (src);					\
	if (!__entry->__string_##item)						\
		__entry->__string_##item = "(null)";
#define __string_len(item, src, len)						\
({										\
	char *__copy = __builtin_alloca((len) + 1);				\
										\
	memcpy(__copy, (src), (len));						\
	__copy[len] = '\0';							\
	__entry->__string_##item = __copy;					\
});
#define __vstring(item, fmt, va)						\
	__entry->__string_##item = __builtin_alloca(256);			\
	vscnprintf(__entry->__string_##item, 256, fmt, *(va));

#define __assign_str(item, ...) do { } while (0)
#define __assign_str_len(item, ...) do { } while (0)
#define __assign_vstr(item, ...) do { } while (0)
#define __get_str(item) ((char *)__entry->__string_##item)
#define __get_dynamic_array(item) ((void *)__entry->__dynamic_##item)
#define __get_dynamic_array_len(item) ((unsigned int)__entry->__len_##item)

#define __trace_names(names...) \
	((const struct trace_print_flags[]){ names, { 0, NULL } })
#define __print_symbolic(value, names...)					\
	trace_text_symbol(&__text, value, __trace_names(names),			\
			  sizeof(__trace_names(names)) / sizeof(struct trace_print_flags) - 1)
#define __print_flags(flags, delim, names...)					\
	trace_text_flags(&__text, flags, delim, __trace_names(names),		\
			 sizeof(__trace_names(names)) / sizeof(struct trace_print_flags) - 1)
#define __print_symbolic_u64 __print_symbolic
#define __print_flags_u64 __print_flags
#define __print_hex(data, len) trace_text_hex(&__text, data, len, true)
#define __print_hex_str(data, len) trace_text_hex(&__text, data, len, false)
#define __print_array(data, count, element) trace_text_array(&__text, data, count, element)
#define __get_sizeof(field) sizeof(__entry->field)

#define TP_printk(fmt, args...) fmt, ##args

#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print)		\
	static void trace_event_print_##name(const char *__event, proto)	\
	{									\
		struct trace_text __text __maybe_unused = { .used = 0 };	\
		struct trace_event_raw_##name __raw, *__entry __maybe_unused = &__raw; \
										\
		tstruct								\
		assign;								\
		trace_text_emit(__event, print);				\
	}
#define DEFINE_EVENT(template, name, proto, args)				\
	void __trace_##name(proto)						\
	{									\
		trace_event_print_##template(#name, args);			\
	}
#define DEFINE_EVENT_PRINT(template, name, proto, args, print) \
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#undef __field
#undef __field_ext
#undef __field_struct
#undef __field_struct_ext
#undef __array
#undef __dynamic_array
#undef __string
#undef __string_len
#undef __vstring
#undef __assign_str
#undef __assign_str_len
#undef __assign_vstr
#undef TP_printk
#undef TRACE_EVENT
#undef TRACE_EVENT_FN
#undef TRACE_EVENT_CONDITION
#undef DECLARE_EVENT_CLASS
#undef DEFINE_EVENT
#undef DEFINE_EVENT_PRINT
#undef DEFINE_EVENT_FN
#undef DEFINE_EVENT_CONDITION
#undef DECLARE_TRACE
#undef TRACE_DEFINE_ENUM
#undef TRACE_DEFINE_SIZEOF
#undef TRACE_HEADER_MULTI_READ
#undef TRACE_INCLUDE
#undef __TRACE_INCLUDE
#ifdef __TRACE_UNDEF_INCLUDE_FILE
#undef TRACE_INCLUDE_FILE
#undef __TRACE_UNDEF_INCLUDE_FILE
#endif

/* as <linux/tracepoint.h> had it */
#define DECLARE_TRACE(name, proto, args) \
	__DECLARE_TRACE(name, PARAMS(proto), PARAMS(args), true)

#define CREATE_TRACE_POINTS

#endif
