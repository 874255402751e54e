// SPDX-License-Identifier: MIT
/* The hash processor of STM32MP1 by its registers (RM0436). Host side. */
#include "models/peripherals.h"

#define CR	0x000
#define  INIT	0x00000004u
#define  DMAE	0x00000008u
#define  DATATYPE(n) ((n) << 4)
#define  NBW	0x00000f00u
#define  DINNE	0x00001000u
#define  MDMAT	0x00002000u
#define  SHA1	0u
#define  MD5	0x00000080u
#define  SHA224	0x00040000u
#define  SHA256	0x00040080u
#define DIN	0x004
#define STR	0x008
#define  DCAL	0x100u
#define HRA0	0x00c
#define SR	0x024
#define  DINIS	0x1u
#define  DCIS	0x2u
#define  DMAS	0x4u
#define  BUSY	0x8u
#define HR0	0x310

#define BYTES DATATYPE(2u)

static void message(const char *text)
{
	size_t len = strlen(text), i;
	uint32_t word;

	for (i = 0; i < len; i += 4) {
		word = 0;
		memcpy(&word, text + i, len - i < 4 ? len - i : 4);
		wr(HASH, DIN, word);
	}
	wr(HASH, STR, DCAL | 8 * (len % 4));
	wait_for(HASH, SR, DCIS | BUSY, DCIS);
}

static void assert_digest(const uint32_t *digest, unsigned int words)
{
	unsigned int i;

	for (i = 0; i < words; i++)
		assert_int_equal(rd(HASH, HR0 + 4 * i), digest[i]);
}

/* test vectors: FIPS 180-4, RFC 1321 */
static void known_digests(void **state)
{
	static const uint32_t sha1[] = { 0xa9993e36, 0x4706816a, 0xba3e2571, 0x7850c26c, 0x9cd0d89d };
	static const uint32_t sha224[] = { 0x23097d22, 0x3405d822, 0x8642a477, 0xbda255b3,
					   0x2aadbce4, 0xbda0b3f7, 0xe36c9da7 };
	static const uint32_t sha256[] = { 0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
					   0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad };
	static const uint32_t md5[] = { 0x90015098, 0x3cd24fb0, 0xd6963f7d, 0x28e17f72 };

	wr(HASH, CR, INIT | BYTES | SHA1);
	message("abc");
	assert_digest(sha1, 5);
	assert_int_equal(rd(HASH, HRA0), sha1[0]);
	wr(HASH, CR, INIT | BYTES | SHA224);
	message("abc");
	assert_digest(sha224, 7);
	wr(HASH, CR, INIT | BYTES | SHA256);
	message("abc");
	assert_digest(sha256, 8);
	wr(HASH, CR, INIT | BYTES | MD5);
	message("abc");
	assert_digest(md5, 4);
}

static void the_empty_message(void **state)
{
	static const uint32_t sha256[] = { 0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924,
					   0x27ae41e4, 0x649b934c, 0xa495991b, 0x7852b855 };

	wr(HASH, CR, INIT | BYTES | SHA256);
	message("");
	assert_digest(sha256, 8);
}

static void data_types_swap_what_is_written(void **state)
{
	static const uint32_t input[4] = { 0x61626364, 0x63646162, 0x64636261, 0x26c64686 };
	static const uint32_t sha1[] = { 0x81fe8bfe, 0x87576c3e, 0xcb22426f, 0x8e578473, 0x82917acf };
	unsigned int type;

	for (type = 0; type < 4; type++) {
		wr(HASH, CR, INIT | DATATYPE(type) | SHA1);
		wr(HASH, DIN, input[type]);
		wr(HASH, STR, DCAL);
		wait_for(HASH, SR, DCIS, DCIS);
		assert_digest(sha1, 5);
	}
}

static void the_input_buffer_is_seen(void **state)
{
	wr(HASH, CR, INIT | BYTES | SHA256);
	assert_int_equal(rd(HASH, SR) & DINIS, DINIS);
	wr(HASH, DIN, 1);
	wr(HASH, DIN, 2);
	assert_int_equal(rd(HASH, SR) & DINIS, 0);
	assert_int_equal(rd(HASH, CR) & (NBW | DINNE), 2u << 8 | DINNE);
}

static void a_block_keeps_the_core_busy(void **state)
{
	unsigned int i;

	wr(HASH, CR, INIT | BYTES | SHA256);
	for (i = 0; i < 16; i++)
		wr(HASH, DIN, i);
	if (!under_threads())
		assert_int_equal(rd(HASH, SR) & BUSY, BUSY);
	wait_for(HASH, SR, BUSY | DINIS, DINIS);
}

static void only_words_are_taken(void **state)
{
	wr(HASH, CR, INIT | BYTES | SHA256);
	wr_width(HASH, DIN, 1, 1);
	assert_int_equal(rd(HASH, SR) & DINIS, DINIS);
	assert_true(log_contains("only words are taken"));
}

static void hmac_is_declined(void **state)
{
	wr(HASH, CR, INIT | BYTES | SHA256 | 0x40);
	assert_true(log_contains("HMAC is not modelled"));
}

static void dma_gives_what_the_cpu_gives(void **state)
{
	uint32_t cpu[8], word;
	unsigned int i;

	pattern(MEM + 0x1000, 1000);
	wr(HASH, CR, INIT | BYTES | SHA256);
	for (i = 0; i < 1000; i += 4) {
		memcpy(&word, mem(MEM + 0x1000) + i, 4);
		wr(HASH, DIN, word);
	}
	wr(HASH, STR, DCAL);
	wait_for(HASH, SR, DCIS, DCIS);
	for (i = 0; i < 8; i++)
		cpu[i] = rd(HASH, HR0 + 4 * i);

	wr(HASH, CR, INIT | BYTES | SHA256);
	wr(HASH, CR, DMAE | BYTES | SHA256);
	assert_true(requested(DMAC1, HASH_IN));
	dma_start(DMAC1, 0, MEM, MEM2DEV(2, 16, HASH_IN), MEM + 0x1000, block_base[HASH] + DIN, 1000);
	/* the end of the transfer is the end of the message */
	wait_for(HASH, SR, DCIS | DMAS, DCIS);
	assert_digest(cpu, 8);
	assert_false(requested(DMAC1, HASH_IN));
}

static void mdmat_leaves_the_end_to_software(void **state)
{
	pattern(MEM + 0x1000, 64);
	wr(HASH, CR, INIT | BYTES | SHA256);
	wr(HASH, CR, DMAE | MDMAT | BYTES | SHA256);
	dma_start(DMAC1, 0, MEM, MEM2DEV(2, 4, HASH_IN), MEM + 0x1000, block_base[HASH] + DIN, 64);
	dma_wait(DMAC1, 0);
	exec_idle(100000);
	assert_int_equal(rd(HASH, SR) & DCIS, 0);
	wr(HASH, STR, DCAL);
	wait_for(HASH, SR, DCIS, DCIS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PERIPHERAL_TEST(known_digests),
		PERIPHERAL_TEST(the_empty_message),
		PERIPHERAL_TEST(data_types_swap_what_is_written),
		PERIPHERAL_TEST(the_input_buffer_is_seen),
		PERIPHERAL_TEST(a_block_keeps_the_core_busy),
		PERIPHERAL_TEST(only_words_are_taken),
		PERIPHERAL_TEST(hmac_is_declined),
		PERIPHERAL_TEST(dma_gives_what_the_cpu_gives),
		PERIPHERAL_TEST(mdmat_leaves_the_end_to_software),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
