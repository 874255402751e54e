/* SPDX-License-Identifier: MIT */
/* Telling ASan and TSan that the stack changes. Nothing in an ordinary build. */
#ifndef DMAE_BASE_EXEC_SANITIZE_H
#define DMAE_BASE_EXEC_SANITIZE_H

#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DMAE_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define DMAE_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define DMAE_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define DMAE_TSAN 1
#endif

#ifdef DMAE_ASAN
void __sanitizer_start_switch_fiber(void **fake_stack_save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake_stack_save, const void **bottom_old,
				     size_t *size_old);
void __asan_unpoison_memory_region(void const volatile *addr, size_t size);
#define FIBER_STACK_SIZE (1024 * 1024)
#else
#define __sanitizer_start_switch_fiber(save, bottom, size) do { } while (0)
#define __sanitizer_finish_switch_fiber(save, bottom, size) do { } while (0)
#define __asan_unpoison_memory_region(addr, size) do { } while (0)
#define FIBER_STACK_SIZE (256 * 1024)
#endif

#ifdef DMAE_TSAN
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned flags);
#else
#define __tsan_get_current_fiber() NULL
#define __tsan_create_fiber(flags) NULL
#define __tsan_destroy_fiber(fiber) do { } while (0)
#define __tsan_switch_to_fiber(fiber, flags) do { } while (0)
#endif

#endif
