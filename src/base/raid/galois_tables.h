/* SPDX-License-Identifier: MIT */
/*
 * The tables that galois-tables.py makes, for the file that defines them; the
 * kernel side has them from <linux/raid/pq.h>, where they are described.
 */
#ifndef DMAE_BASE_RAID_GALOIS_TABLES_H
#define DMAE_BASE_RAID_GALOIS_TABLES_H

extern const unsigned char raid6_gfmul[256][256];
extern const unsigned char raid6_vgfmul[256][32];
extern const unsigned char raid6_gfexp[256];
extern const unsigned char raid6_gflog[256];
extern const unsigned char raid6_gfinv[256];
extern const unsigned char raid6_gfexi[256];

#endif
