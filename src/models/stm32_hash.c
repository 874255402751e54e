// SPDX-License-Identifier: MIT
/*
 * The hash processor of STM32MP1 (HASH1), after ST's reference manual RM0436
 * (rev 6), chapter "Hash processor": MD5, SHA-1, SHA-224 and SHA-256 of what
 * is written to DIN, by the CPU or by DMA. HMAC and context swapping are not
 * modelled. The digests themselves are nettle's.
 */
#include <dmae/model.h>

#include <errno.h>
#include <string.h>

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "models/entry_fifo.h"

#define BLOCK_WORDS	16
#define BLOCK_CYCLES	66	/* SHA-1: more, see below */
#define SHA1_CYCLES	82
#define DEFAULT_HZ	266500000u	/* the bus that HASH1 is on, on STM32MP157 */

/* ---- registers, RM0436 section "HASH registers" -------------------------- */

#define CR		0x000
#define   CR_INIT		0x00000004u
#define   CR_DMAE		0x00000008u
#define   CR_DATATYPE(r)	((r) >> 4 & 0x3u)
#define   CR_MODE		0x00000040u	/* HMAC */
#define   CR_ALGO0		0x00000080u
#define   CR_NBW(n)		((n) << 8)
#define   CR_DINNE		0x00001000u
#define   CR_MDMAT		0x00002000u
#define   CR_ALGO1		0x00040000u
#define   CR_STORED		(0x00052078u | CR_ALGO0)
#define DIN		0x004
#define STR		0x008
#define   STR_NBLW(r)		((r) & 0x1fu)
#define   STR_DCAL		0x00000100u
#define HRA0		0x00c
#define HRA4		0x01c
#define IMR		0x020
#define SR		0x024
#define   SR_DINIS		0x00000001u
#define   SR_DCIS		0x00000002u
#define   SR_DMAS		0x00000004u
#define   SR_BUSY		0x00000008u
#define HR0		0x310
#define HR7		0x32c

enum algorithm { SHA1, MD5, SHA224, SHA256 };

struct hash {
	uint64_t hz;
	uint32_t cr, str, imr;
	uint32_t flags;			/* of SR: DCIS */
	enum algorithm algorithm;
	union {
		struct sha1_ctx sha1;
		struct md5_ctx md5;
		struct sha224_ctx sha224;
		struct sha256_ctx sha256;
	} u;
	uint32_t last;			/* the word that NBLW may cut, and whether there is one */
	bool has_last;
	unsigned int level;		/* words in the input buffer */
	uint32_t digest[8];
	bool finishing;			/* DCAL: the digest is there when the core is done */
	struct entry_request request;
	struct dmae_event core;		/* a block has been worked off */
};

/* ---- the message ----------------------------------------------------------- */

static uint8_t reversed(uint8_t b)
{
	b = (b >> 4) | (b << 4);
	b = (b & 0xcc) >> 2 | (b & 0x33) << 2;
	return (b & 0xaa) >> 1 | (b & 0x55) << 1;
}

/* the bytes of a word, in the order of the message: DATATYPE says what memory holds */
static void word_bytes(const struct hash *s, uint32_t word, uint8_t bytes[4])
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		switch (CR_DATATYPE(s->cr)) {
		case 0:
			bytes[i] = word >> (24 - 8 * i);
			break;
		case 1:
			bytes[i] = word >> (i < 2 ? 8 - 8 * i : 40 - 8 * i);
			break;
		case 2:
			bytes[i] = word >> 8 * i;
			break;
		default:
			bytes[i] = reversed(word >> 8 * i);
			break;
		}
	}
}

static void core_update(struct hash *s, uint32_t word, unsigned int count)
{
	uint8_t bytes[4];

	word_bytes(s, word, bytes);
	switch (s->algorithm) {
	case SHA1:
		sha1_update(&s->u.sha1, count, bytes);
		break;
	case MD5:
		md5_update(&s->u.md5, count, bytes);
		break;
	case SHA224:
		sha224_update(&s->u.sha224, count, bytes);
		break;
	case SHA256:
		sha256_update(&s->u.sha256, count, bytes);
		break;
	}
}

static void core_init(struct hash *s)
{
	s->algorithm = (s->cr & CR_ALGO1 ? 2 : 0) | (s->cr & CR_ALGO0 ? 1 : 0);
	sha1_init(&s->u.sha1);
	if (s->algorithm == MD5)
		md5_init(&s->u.md5);
	else if (s->algorithm == SHA224)
		sha224_init(&s->u.sha224);
	else if (s->algorithm == SHA256)
		sha256_init(&s->u.sha256);
	s->has_last = false;
	s->level = 0;
	s->flags = 0;
	s->finishing = false;
	dmae_event_cancel(&s->core);
}

static void core_digest(struct hash *s)
{
	uint8_t digest[32] = { 0 };
	unsigned int i;

	switch (s->algorithm) {
	case SHA1:
		sha1_digest(&s->u.sha1, SHA1_DIGEST_SIZE, digest);
		break;
	case MD5:
		md5_digest(&s->u.md5, MD5_DIGEST_SIZE, digest);
		break;
	case SHA224:
		sha224_digest(&s->u.sha224, SHA224_DIGEST_SIZE, digest);
		break;
	case SHA256:
		sha256_digest(&s->u.sha256, SHA256_DIGEST_SIZE, digest);
		break;
	}
	for (i = 0; i < 8; i++)
		s->digest[i] = (uint32_t)digest[4 * i] << 24 | digest[4 * i + 1] << 16 |
			       digest[4 * i + 2] << 8 | digest[4 * i + 3];
}

/* ---- the core --------------------------------------------------------------- */

static void core_start(struct hash *s, unsigned int blocks)
{
	uint64_t cycles = blocks * (s->algorithm == SHA1 ? SHA1_CYCLES : BLOCK_CYCLES);

	s->level = 0;
	dmae_event_after(&s->core, (cycles * 1000000000u + s->hz - 1) / s->hz);
}

static void hash_settle(struct dmae_model *m)
{
	struct hash *s = dmae_model_state(m);
	unsigned int room;
	uint32_t sr = s->flags;

	if (s->level >= BLOCK_WORDS && !dmae_event_pending(&s->core))
		core_start(s, 1);
	if (!s->level)
		sr |= SR_DINIS;
	/* a request stands for the rest of a block */
	room = BLOCK_WORDS - s->level;
	entry_request_update(&s->request, s->cr & CR_DMAE && !s->finishing, room, room);
	dmae_irq_set(m, 0, sr & s->imr);
}

static void hash_core(struct dmae_model *m, struct dmae_event *event)
{
	struct hash *s = dmae_model_state(m);

	if (s->finishing) {
		core_digest(s);
		s->finishing = false;
		s->flags |= SR_DCIS;
	}
	hash_settle(m);
}

static void din_write(struct hash *s, uint32_t value)
{
	if (s->finishing)
		return;
	/* the word before the last one is whole for sure */
	if (s->has_last)
		core_update(s, s->last, 4);
	s->last = value;
	s->has_last = true;
	if (s->level < BLOCK_WORDS)
		s->level++;
	entry_request_moved(&s->request, 1);
}

static void digest_start(struct dmae_model *m, struct hash *s)
{
	unsigned int bits = STR_NBLW(s->str);

	if (bits & 7)
		dmae_model_warn(m, "NBLW = %u: only whole bytes are modelled", bits);
	if (s->has_last)
		core_update(s, s->last, bits ? bits / 8 : 4);
	s->has_last = false;
	s->finishing = true;
	/* the padding may need a block of its own; a block still in the core comes first */
	core_start(s, 2);
}

/* the end of the transfer is the end of the message, unless MDMAT says there is more */
static void hash_request_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct hash *s = dmae_model_state(m);

	s->request.left = 0;
	if (last && s->cr & CR_DMAE && !(s->cr & CR_MDMAT) && !s->finishing) {
		s->cr &= ~CR_DMAE;
		digest_start(m, s);
	}
	hash_settle(m);
}

/* ---- register access ------------------------------------------------------- */

static uint32_t status(const struct hash *s)
{
	uint32_t sr = s->flags;

	if (!s->level)
		sr |= SR_DINIS;
	if (s->cr & CR_DMAE)
		sr |= SR_DMAS;
	if (dmae_event_pending(&s->core))
		sr |= SR_BUSY;
	return sr;
}

static uint64_t hash_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int width)
{
	struct hash *s = dmae_model_state(m);

	if (offset >= HRA0 && offset <= HRA4)
		return s->digest[(offset - HRA0) / 4];
	if (offset >= HR0 && offset <= HR7)
		return s->digest[(offset - HR0) / 4];
	switch (offset) {
	case CR:
		return s->cr | CR_NBW(s->level & 0xfu) | (s->level ? CR_DINNE : 0);
	case STR:
		return s->str;
	case IMR:
		return s->imr;
	case SR:
		return status(s);
	default:
		return 0;
	}
}

static void hash_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		       unsigned int width, uint64_t value)
{
	struct hash *s = dmae_model_state(m);

	switch (offset) {
	case CR:
		s->cr = value & CR_STORED;
		if (value & CR_MODE)
			dmae_model_warn(m, "MODE = 1: HMAC is not modelled");
		if (value & CR_INIT)
			core_init(s);
		break;
	case DIN:
		if (width == 4)
			din_write(s, value);
		else
			dmae_model_warn(m, "DIN: access of %u bits, but only words are taken",
					width * 8);
		break;
	case STR:
		s->str = value & 0x1fu;
		if (value & STR_DCAL)
			digest_start(m, s);
		break;
	case IMR:
		s->imr = value & 0x3u;
		break;
	case SR:
		s->flags &= value;	/* DCIS is cleared by writing 0 */
		break;
	}
	hash_settle(m);
}

/* ---- the IP block ---------------------------------------------------------- */

static void hash_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct hash *s = dmae_model_state(m);

	if (s->cr & CR_DMAE || s->level)
		dmae_text_line(text, "%u words in the input buffer, request %s", s->level,
			       s->request.line.level ? "up" : "down");
}

static int hash_create(struct dmae_model *m)
{
	struct hash *s = dmae_model_state(m);

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	dmae_event_init(&s->core, m, hash_core);
	core_init(s);
	return 0;
}

static int hash_connect(struct dmae_model *m)
{
	struct hash *s = dmae_model_state(m);

	return dmae_request_get(m, "in", 0, &s->request.line) == -EINVAL ? -EINVAL : 0;
}

static const char *const hash_compatible[] = { "st,stm32f756-hash", NULL };

const struct dmae_model_class stm32_hash_class = {
	.name = "stm32-hash",
	.compatible = hash_compatible,
	.state_size = sizeof(struct hash),
	.create = hash_create,
	.connect = hash_connect,
	.read = hash_read,
	.write = hash_write,
	.request_acked = hash_request_acked,
	.describe = hash_describe,
};
