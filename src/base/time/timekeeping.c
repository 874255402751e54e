// SPDX-License-Identifier: MIT
/*
 * The clocks: the executor's, seen through ktime_get() and its family.
 */
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/smp.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "base/time/clock.h"

/* what reading a clock takes; a loop that waits for a time comes to its end */
#define KTIME_READ_NS	50

/* the calendar of every run with fibers starts at 2022-12-11 22:15:18 UTC */
#define KTIME_FIBERS_EPOCH	(1670796918LL * NSEC_PER_SEC)

/* seconds that international atomic time is ahead of UTC since 2017 */
#define KTIME_TAI_OFFSET	(37LL * NSEC_PER_SEC)

/* what each clock is ahead of the monotonic one; constant while time runs */
static ktime_t timekeeping_offset[TK_OFFS_MAX];

void timekeeping_start(void)
{
	ktime_t real = KTIME_FIBERS_EPOCH;

	if (exec_kind() == EXEC_THREADS)
		real = host_wall_ns() - exec_now();
	timekeeping_offset[TK_OFFS_REAL] = real;
	timekeeping_offset[TK_OFFS_BOOT] = 0;
	timekeeping_offset[TK_OFFS_TAI] = real + KTIME_TAI_OFFSET;
}

unsigned long time_context(void)
{
	if (exec_kind() == EXEC_THREADS)
		return host_thread_id();
	return smp_processor_id();
}

ktime_t ktime_get(void)
{
	exec_charge(KTIME_READ_NS);
	return exec_now();
}
EXPORT_SYMBOL(ktime_get);

ktime_t ktime_get_raw(void)
{
	return ktime_get();
}
EXPORT_SYMBOL(ktime_get_raw);

ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return ktime_get() + timekeeping_offset[offs];
}
EXPORT_SYMBOL(ktime_get_with_offset);

ktime_t ktime_get_coarse(void)
{
	ktime_t now = ktime_get();

	return now - now % TICK_NSEC;
}
EXPORT_SYMBOL(ktime_get_coarse);

ktime_t ktime_get_coarse_with_offset(enum tk_offsets offs)
{
	return ktime_get_coarse() + timekeeping_offset[offs];
}
EXPORT_SYMBOL(ktime_get_coarse_with_offset);

ktime_t ktime_mono_to_any(ktime_t tmono, enum tk_offsets offs)
{
	return tmono + timekeeping_offset[offs];
}
EXPORT_SYMBOL(ktime_mono_to_any);

u32 ktime_get_resolution_ns(void)
{
	return 1;
}
EXPORT_SYMBOL(ktime_get_resolution_ns);

time64_t ktime_get_seconds(void)
{
	return ktime_get() / NSEC_PER_SEC;
}
EXPORT_SYMBOL(ktime_get_seconds);

time64_t ktime_get_real_seconds(void)
{
	return ktime_get_real() / NSEC_PER_SEC;
}
EXPORT_SYMBOL(ktime_get_real_seconds);
