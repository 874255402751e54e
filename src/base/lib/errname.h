/* SPDX-License-Identifier: MIT */
/* Error codes by name. */
#ifndef DMAE_BASE_ERRNAME_H
#define DMAE_BASE_ERRNAME_H

/** errname() - "EINVAL" for 22 and for -22; NULL if it has no name */
const char *errname(int err);

#endif
