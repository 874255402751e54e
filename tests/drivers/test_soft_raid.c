// SPDX-License-Identifier: MIT
/* The software engine: XOR and P+Q against arithmetic that is done byte by byte. */
#include "galois.h"
#include "soft_client.h"

#define MAX_SOURCES 32
#define P 32
#define Q 33

/* Buffers of one operation: sources, P and Q, each at an offset of its own. */
struct stripe {
	struct dma_chan *chan;
	unsigned int n;
	size_t len;
	u8 *mem[34], *data[34];
	dma_addr_t addr[34];
	dma_addr_t src[MAX_SOURCES], pq[2];
	u8 coef[MAX_SOURCES];
	u8 *want_p, *want_q;
};

#define SLACK 64

static void stripe_init(struct stripe *s, unsigned int n, size_t len, bool aligned, bool usual)
{
	unsigned int i, value = 1;
	size_t offset;

	memset(s, 0, sizeof(*s));
	s->chan = soft_chan();
	s->n = n;
	s->len = len;
	for (i = 0; i < 34; i++) {
		if (i >= n && i < P)
			continue;
		offset = aligned ? 0 : get_random_u32() % SLACK;
		s->mem[i] = random_buffer(len + SLACK);
		s->data[i] = s->mem[i] + offset;
		s->addr[i] = map(s->chan, s->mem[i], len + SLACK, DMA_BIDIRECTIONAL);
		if (i < P)
			s->src[i] = s->addr[i] + offset;
		else
			s->pq[i - P] = s->addr[i] + offset;
	}
	for (i = 0; i < n; i++) {
		s->coef[i] = usual ? value : get_random_u32();
		value = (value << 1 ^ (value & 0x80 ? 0x11d : 0)) & 0xff;
	}
	s->want_p = kmalloc(len, GFP_KERNEL);
	s->want_q = kmalloc(len, GFP_KERNEL);
}

static void stripe_free(struct stripe *s)
{
	unsigned int i;

	for (i = 0; i < 34; i++) {
		if (!s->mem[i])
			continue;
		unmap(s->chan, s->addr[i], s->len + SLACK, DMA_BIDIRECTIONAL);
		kfree(s->mem[i]);
	}
	kfree(s->want_p);
	kfree(s->want_q);
	dma_release_channel(s->chan);
}

static void stripe_expect(struct stripe *s, bool go_on)
{
	unsigned int i;
	size_t pos;
	u8 p, q;

	for (pos = 0; pos < s->len; pos++) {
		p = go_on ? s->data[P][pos] : 0;
		q = go_on ? s->data[Q][pos] : 0;
		for (i = 0; i < s->n; i++) {
			p ^= s->data[i][pos];
			q ^= galois_product(s->data[i][pos], s->coef[i]);
		}
		s->want_p[pos] = p;
		s->want_q[pos] = q;
	}
}

static enum dmaengine_tx_result run_xor(struct stripe *s, dma_addr_t dst)
{
	return soft_run_tx(s->chan, s->chan->device->device_prep_dma_xor(s->chan, dst, s->src,
		s->n, s->len, DMA_CTRL_ACK));
}

static enum dmaengine_tx_result run_pq(struct stripe *s, unsigned long flags)
{
	return soft_run_tx(s->chan, s->chan->device->device_prep_dma_pq(s->chan, s->pq, s->src,
		s->n, s->coef, s->len, flags | DMA_CTRL_ACK));
}

static enum sum_check_flags run_pq_val(struct stripe *s, unsigned long flags)
{
	enum sum_check_flags result = ~0;

	assert_int_equal(soft_run_tx(s->chan, s->chan->device->device_prep_dma_pq_val(s->chan,
		s->pq, s->src, s->n, s->coef, s->len, &result, flags | DMA_CTRL_ACK)),
		DMA_TRANS_NOERROR);
	return result;
}

static const struct shape {
	unsigned int n;
	size_t len;
	bool aligned;
} shapes[] = {
	{ 1, 1, false }, { 1, 4096, true }, { 2, 64, true }, { 2, 4096, true }, { 2, 100, false },
	{ 3, 4096, false }, { 3, 4100, true }, { 5, 65536, true }, { 8, 20001, false },
	{ 16, 40000, true }, { 31, 500, false }, { 32, 9000, true }, { 4, 150000, true },
};
#define for_each_shape(s) \
	for (s = shapes; s < shapes + sizeof(shapes) / sizeof(shapes[0]); s++)

static void xor_adds_up_sources(void **state)
{
	const struct shape *shape;
	struct stripe s;

	for_each_shape(shape) {
		stripe_init(&s, shape->n, shape->len, shape->aligned, true);
		stripe_expect(&s, false);
		assert_int_equal(run_xor(&s, s.pq[0]), DMA_TRANS_NOERROR);
		assert_memory_equal(s.data[P], s.want_p, s.len);
		stripe_free(&s);
	}
}

static void xor_destination_may_be_a_source(void **state)
{
	struct stripe s;

	stripe_init(&s, 4, 30000, true, true);
	stripe_expect(&s, false);
	assert_int_equal(run_xor(&s, s.src[0]), DMA_TRANS_NOERROR);
	assert_memory_equal(s.data[0], s.want_p, s.len);
	stripe_free(&s);
}

static enum sum_check_flags run_xor_val(struct stripe *s)
{
	enum sum_check_flags result = ~0;

	assert_int_equal(soft_run_tx(s->chan, s->chan->device->device_prep_dma_xor_val(s->chan,
		s->src, s->n, s->len, &result, DMA_CTRL_ACK)), DMA_TRANS_NOERROR);
	return result;
}

static void xor_val_finds_one_wrong_byte(void **state)
{
	const struct shape *shape;
	struct stripe s;
	size_t pos;

	for_each_shape(shape) {
		if (shape->n < 2)
			continue;
		stripe_init(&s, shape->n, shape->len, shape->aligned, true);
		memset(s.data[s.n - 1], 0, s.len);
		stripe_expect(&s, false);
		memcpy(s.data[s.n - 1], s.want_p, s.len);
		assert_int_equal(run_xor_val(&s), 0);
		pos = get_random_u32() % s.len;
		s.data[0][pos] ^= 1;
		assert_int_equal(run_xor_val(&s), SUM_CHECK_P_RESULT);
		stripe_free(&s);
	}
}

static void pq_of_usual_and_of_any_coefficients(void **state)
{
	const struct shape *shape;
	struct stripe s;
	int usual;

	for (usual = 0; usual < 2; usual++)
		for_each_shape(shape) {
			stripe_init(&s, shape->n, shape->len, shape->aligned, usual);
			stripe_expect(&s, false);
			assert_int_equal(run_pq(&s, 0), DMA_TRANS_NOERROR);
			assert_memory_equal(s.data[P], s.want_p, s.len);
			assert_memory_equal(s.data[Q], s.want_q, s.len);
			stripe_free(&s);
		}
}

static void pq_leaves_what_is_disabled(void **state)
{
	const struct shape *shape;
	struct stripe s;
	u8 *before;

	for_each_shape(shape) {
		stripe_init(&s, shape->n, shape->len, shape->aligned, true);
		stripe_expect(&s, false);
		before = kmemdup(s.data[P], s.len, GFP_KERNEL);
		/* what is disabled need not even be an address */
		s.pq[0] = 0;
		assert_int_equal(run_pq(&s, DMA_PREP_PQ_DISABLE_P), DMA_TRANS_NOERROR);
		assert_memory_equal(s.data[P], before, s.len);
		assert_memory_equal(s.data[Q], s.want_q, s.len);
		kfree(before);
		stripe_free(&s);

		stripe_init(&s, shape->n, shape->len, shape->aligned, true);
		stripe_expect(&s, false);
		before = kmemdup(s.data[Q], s.len, GFP_KERNEL);
		s.pq[1] = 0;
		assert_int_equal(run_pq(&s, DMA_PREP_PQ_DISABLE_Q), DMA_TRANS_NOERROR);
		assert_memory_equal(s.data[P], s.want_p, s.len);
		assert_memory_equal(s.data[Q], before, s.len);
		kfree(before);
		stripe_free(&s);
	}
}

static void pq_continues_from_what_is_there(void **state)
{
	const struct shape *shape;
	struct stripe s;

	for_each_shape(shape) {
		stripe_init(&s, shape->n, shape->len, shape->aligned, true);
		stripe_expect(&s, true);
		assert_int_equal(run_pq(&s, DMA_PREP_CONTINUE), DMA_TRANS_NOERROR);
		assert_memory_equal(s.data[P], s.want_p, s.len);
		assert_memory_equal(s.data[Q], s.want_q, s.len);
		stripe_free(&s);

		stripe_init(&s, shape->n, shape->len, shape->aligned, false);
		stripe_expect(&s, true);
		assert_int_equal(run_pq(&s, DMA_PREP_CONTINUE | DMA_PREP_PQ_DISABLE_P),
				 DMA_TRANS_NOERROR);
		assert_memory_equal(s.data[Q], s.want_q, s.len);
		stripe_free(&s);
	}
}

static void pq_in_two_steps_is_pq_in_one(void **state)
{
	struct stripe s;
	u8 *p, *q;

	stripe_init(&s, 10, 50000, true, true);
	stripe_expect(&s, false);
	p = s.want_p;
	q = s.want_q;
	s.n = 4;
	assert_int_equal(run_pq(&s, 0), DMA_TRANS_NOERROR);
	memmove(s.src, s.src + 4, 6 * sizeof(s.src[0]));
	memmove(s.coef, s.coef + 4, 6);
	s.n = 6;
	assert_int_equal(run_pq(&s, DMA_PREP_CONTINUE), DMA_TRANS_NOERROR);
	assert_memory_equal(s.data[P], p, s.len);
	assert_memory_equal(s.data[Q], q, s.len);
	stripe_free(&s);
}

static void pq_val_tells_p_from_q(void **state)
{
	const struct shape *shape;
	struct stripe s;

	for_each_shape(shape) {
		stripe_init(&s, shape->n, shape->len, shape->aligned, shape->len & 1);
		stripe_expect(&s, false);
		memcpy(s.data[P], s.want_p, s.len);
		memcpy(s.data[Q], s.want_q, s.len);
		assert_int_equal(run_pq_val(&s, 0), 0);

		s.data[P][get_random_u32() % s.len] ^= 0x10;
		assert_int_equal(run_pq_val(&s, 0), SUM_CHECK_P_RESULT);
		assert_int_equal(run_pq_val(&s, DMA_PREP_PQ_DISABLE_P), 0);
		s.data[Q][get_random_u32() % s.len] ^= 0x01;
		assert_int_equal(run_pq_val(&s, 0), SUM_CHECK_P_RESULT | SUM_CHECK_Q_RESULT);
		assert_int_equal(run_pq_val(&s, DMA_PREP_PQ_DISABLE_Q), SUM_CHECK_P_RESULT);
		assert_int_equal(run_pq_val(&s, DMA_PREP_PQ_DISABLE_P), SUM_CHECK_Q_RESULT);
		stripe_free(&s);
	}
}

static void impossible_requests_are_refused(void **state)
{
	enum sum_check_flags result;
	struct dma_device *dma;
	struct stripe s;

	stripe_init(&s, 3, 4096, true, true);
	dma = s.chan->device;
	assert_null(dma->device_prep_dma_xor(s.chan, s.pq[0], s.src, 0, 4096, 0));
	assert_null(dma->device_prep_dma_xor(s.chan, s.pq[0], s.src, 33, 4096, 0));
	assert_true(log_contains("33 sources: 1 to 32 are possible"));
	assert_null(dma->device_prep_dma_xor(s.chan, s.pq[0], s.src, 3, 0, 0));
	assert_null(dma->device_prep_dma_xor_val(s.chan, s.src, 3, 0, &result, 0));
	assert_null(dma->device_prep_dma_pq(s.chan, s.pq, s.src, 3, s.coef, 4096,
					    DMA_PREP_PQ_DISABLE_P | DMA_PREP_PQ_DISABLE_Q));
	assert_true(log_contains("both P and Q are disabled"));
	assert_int_equal(dma->max_xor, 32);
	assert_int_equal(dma_maxpq(dma, DMA_PREP_CONTINUE), 32);
	stripe_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		soft_test(xor_adds_up_sources),
		soft_test(xor_destination_may_be_a_source),
		soft_test(xor_val_finds_one_wrong_byte),
		soft_test(pq_of_usual_and_of_any_coefficients),
		soft_test(pq_leaves_what_is_disabled),
		soft_test(pq_continues_from_what_is_there),
		soft_test(pq_in_two_steps_is_pq_in_one),
		soft_test(pq_val_tells_p_from_q),
		soft_test(impossible_requests_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
