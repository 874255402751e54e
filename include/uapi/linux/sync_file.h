/* SPDX-License-Identifier: MIT */
/* What programs ask of a sync_file: numbers and layouts as in every Linux. */
#ifndef _UAPI_LINUX_SYNC_H
#define _UAPI_LINUX_SYNC_H

#include <linux/ioctl.h>
#include <asm/types.h>

/**
 * struct sync_merge_data - SYNC_IOC_MERGE: one sync_file for the fences of two
 * @name: of the new one
 * @fd2: the other one's descriptor
 * @fence: set to the new one's
 * @flags: 0
 * @pad: 0
 */
struct sync_merge_data {
	char name[32];
	__s32 fd2;
	__s32 fence;
	__u32 flags;
	__u32 pad;
};

/**
 * struct sync_fence_info - about one fence
 * @obj_name: its timeline
 * @driver_name: its driver
 * @status: 0 active, 1 signalled, or a negative error code
 * @flags: 0
 * @timestamp_ns: when it signalled
 */
struct sync_fence_info {
	char obj_name[32];
	char driver_name[32];
	__s32 status;
	__u32 flags;
	__u64 timestamp_ns;
};

/**
 * struct sync_file_info - SYNC_IOC_FILE_INFO: about a sync_file
 * @name: set to its name
 * @status: set to 0 active, 1 signalled, or a negative error code
 * @flags: 0
 * @num_fences: room at @sync_fence_info, 0: only count; set to how many there are
 * @pad: 0
 * @sync_fence_info: address of an array of struct sync_fence_info
 */
struct sync_file_info {
	char name[32];
	__s32 status;
	__u32 flags;
	__u32 num_fences;
	__u32 pad;
	__u64 sync_fence_info;
};

/**
 * struct sync_set_deadline - SYNC_IOC_SET_DEADLINE: by when it is wanted
 * @deadline_ns: CLOCK_MONOTONIC of the world
 * @pad: 0
 */
struct sync_set_deadline {
	__u64 deadline_ns;
	__u64 pad;
};

#define SYNC_IOC_MAGIC		'>'
#define SYNC_IOC_MERGE		_IOWR(SYNC_IOC_MAGIC, 3, struct sync_merge_data)
#define SYNC_IOC_FILE_INFO	_IOWR(SYNC_IOC_MAGIC, 4, struct sync_file_info)
#define SYNC_IOC_SET_DEADLINE	_IOW(SYNC_IOC_MAGIC, 5, struct sync_set_deadline)

#endif
