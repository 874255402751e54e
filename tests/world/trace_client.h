/* SPDX-License-Identifier: MIT */
/* Between test_trace.c, which reads files, and trace_client.c, which speaks the kernel's API. */
#ifndef TESTS_WORLD_TRACE_CLIENT_H
#define TESTS_WORLD_TRACE_CLIENT_H

/** copy_that_works(), copy_that_fails() - a memcpy on the running world's first channel; the second reads where nothing is */
void copy_that_works(void);
void copy_that_fails(void);

#endif
