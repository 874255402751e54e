// SPDX-License-Identifier: MIT
/*
 * TBDMAC, the textbook DMA controller: a model after its manual,
 * docs/textbook-dmac.md, revision 1.0.
 *
 * Eight channels run chains of descriptors. A channel does one thing at a
 * time, and whatever it does ends in its one event: the end of a descriptor
 * fetch that failed, of a stretch of memory, or of a burst to or from a
 * peripheral.
 *
 * Memory is moved in stretches of up to CHUNK bytes, at the moment when the
 * last burst of a stretch ends, or earlier as far as somebody looks: reading
 * BYTES, pausing and aborting first move exactly the bursts whose time has
 * come. A bus error is therefore found at the end of a stretch, at most a
 * few tens of microseconds after the real block would have met it; BYTES and
 * FAULT are exact all the same. Transfers paced by a request line move burst
 * by burst.
 *
 * The model knows registers, memory and request lines. It knows nothing of
 * the driver, or of who is at the other end of a request line.
 */
#include <dmae/model.h>

#include <errno.h>
#include <string.h>

#define CHANNELS	8
#define REQUESTS	16
#define BUS_BYTES	8	/* moved in a cycle */
#define MAX_BEATS	16	/* of a burst */

/* ---- registers, manual section 3 --------------------------------------- */

#define ID		0x000
#define CONFIG		0x004
#define CTRL		0x008
#define   CTRL_ENABLE		0x1u
#define   CTRL_RESET		0x2u
#define INT		0x00c
#define ACTIVE		0x010
#define REQ		0x014

#define CHAN_BASE	0x100
#define CHAN_STRIDE	0x40
#define CH_START	0x00
#define CH_CTRL		0x04
#define   CH_CTRL_PAUSE		0x1u
#define   CH_CTRL_ABORT		0x2u
#define CH_STATUS	0x08
#define   ST_DONE		0x1u	/* write 1 to clear: these four */
#define   ST_DESC		0x2u
#define   ST_ERR		0x4u
#define   ST_SEQ		0x8u
#define   ST_EVENTS		0xfu
#define   ST_ACTIVE		0x100u	/* read only: these three */
#define   ST_PAUSED		0x200u
#define   ST_WAIT		0x400u
#define CH_INTEN	0x0c
#define CH_ERROR	0x10
#define CH_FAULT	0x14
#define CH_DESC		0x18
#define CH_BYTES	0x1c
#define CH_COUNT	0x20

#define ID_VALUE	0x54420100u	/* "TB", revision 1.0 */
#define CONFIG_VALUE	(CHANNELS | REQUESTS << 8 | 3u << 16 | MAX_BEATS << 20)

/* ERROR.CODE, manual section 8 */
enum error_code {
	ERR_NONE,
	ERR_FETCH,
	ERR_CTRL,
	ERR_WIDTH,
	ERR_ALIGN,
	ERR_LENGTH,
	ERR_READ,
	ERR_WRITE,
};

/* ---- descriptors, manual section 4 ------------------------------------- */

#define DESC_BYTES	32
#define DESC_ALIGN	0x1fu
#define NEXT_LAST	0x1u
#define D_TYPE(c)	((c) & 0x7u)
#define D_SRC_WIDTH(c)	((c) >> 8 & 0x3u)
#define D_DST_WIDTH(c)	((c) >> 10 & 0x3u)
#define D_BURST(c)	((c) >> 12 & 0xfu)
#define D_SRC_REQ(c)	((c) >> 16 & 0xfu)
#define D_DST_REQ(c)	((c) >> 20 & 0xfu)
#define D_INT		0x01000000u
#define D_RESERVED	0xfe0000f8u
#define LENGTH_MAX	0x00ffffffu
#define ROWS_MAX	0x0000ffffu

enum transfer_type {
	MEM2MEM = 1,
	FILL,
	MEM2DEV,
	DEV2MEM,
	DEV2DEV,
};

/* ---- timing, manual section 7: in cycles -------------------------------- */

#define FETCH_CYCLES	12
#define BURST_CYCLES	4	/* before the first beat of a burst */
#define BURST_BYTES	(MAX_BEATS * BUS_BYTES)	/* between memories */
#define CHUNK		(64u * 1024)	/* the model's, not the manual's */
#define DEFAULT_HZ	200000000u

/* A descriptor as the channel holds it. */
struct descriptor {
	uint32_t addr;
	uint32_t next;
	bool last;
	bool irq;
	enum transfer_type type;
	uint32_t src, dst;
	uint32_t length;
	uint32_t rows;
	int32_t src_stride, dst_stride;
	unsigned int src_width, dst_width;
	unsigned int burst;		/* bytes, where a peripheral takes part */
	unsigned int src_req, dst_req;
	uint64_t total;			/* length x rows */
};

enum channel_state {
	CHAN_IDLE,
	CHAN_REFUSED,	/* the fetch under way will end in an error */
	CHAN_STRETCH,	/* memory to memory, or fill */
	CHAN_WAIT,	/* for its request lines */
	CHAN_BURST,	/* a burst to or from a peripheral is under way */
};

/*
 * What a channel writes over the bus may be its own registers. So whoever
 * makes an access compares @run before and after it: a change means that the
 * channel was stopped meanwhile, and that there is nothing left to do.
 */
struct channel {
	struct dmae_model *model;
	struct dmae_event event;	/* the end of what state says */
	enum channel_state state;
	unsigned int run;	/* counts starts and stops */
	struct descriptor desc;

	/* registers */
	uint32_t start;
	uint32_t events;
	uint32_t inten;
	uint32_t error;
	uint32_t fault;
	uint32_t count;
	bool paused;
	uint64_t bytes;		/* BYTES as far as it is accounted for */
	bool moving;		/* in stretch_move(): what it writes may be our registers */

	uint32_t refusal;	/* CHAN_REFUSED: ERROR to be */
	uint64_t ready;		/* ns: when the descriptor has been fetched */
	uint64_t stretch_ns;	/* CHAN_STRETCH: when, and at which byte, it */
	uint64_t stretch_from;	/*   began, */
	uint64_t stretch_to;	/*   and where it ends */
};

struct tbdmac {
	uint64_t hz;
	uint32_t ctrl;
	uint32_t request;	/* level of each input */
	uint32_t interrupt;	/* INT */
	struct channel channel[CHANNELS];
};

static struct tbdmac *tbdmac(struct channel *ch)
{
	return dmae_model_state(ch->model);
}

/* ---- time --------------------------------------------------------------- */

static uint64_t cycles_to_ns(struct channel *ch, uint64_t cycles)
{
	uint64_t hz = tbdmac(ch)->hz;

	return (cycles * 1000000000u + hz - 1) / hz;
}

static uint64_t ns_to_cycles(struct channel *ch, uint64_t ns)
{
	return ns * tbdmac(ch)->hz / 1000000000u;
}

/* from the start of a row to byte @offset of it */
static uint64_t row_cycles(uint32_t offset)
{
	uint32_t bursts = (offset + BURST_BYTES - 1) / BURST_BYTES;

	return (uint64_t)bursts * BURST_CYCLES +
	       (offset + BUS_BYTES - 1) / BUS_BYTES;
}

/* from the start of a descriptor's data to byte @pos, a burst's boundary */
static uint64_t position_cycles(const struct descriptor *d, uint64_t pos)
{
	return pos / d->length * row_cycles(d->length) +
	       row_cycles(pos % d->length);
}

/* the last burst boundary reached in @cycles */
static uint64_t cycles_position(const struct descriptor *d, uint64_t cycles)
{
	uint64_t row = row_cycles(d->length);
	uint64_t bursts = cycles % row / (BURST_CYCLES + MAX_BEATS);

	/*
	 * The last burst of a row may be short, but never done before
	 * the row is: it cannot be among those counted here.
	 */
	return cycles / row * d->length + bursts * BURST_BYTES;
}

/* the last burst boundary at or before byte @pos */
static uint64_t burst_floor(const struct descriptor *d, uint64_t pos)
{
	return pos - pos % d->length % BURST_BYTES;
}

/* ---- interrupts --------------------------------------------------------- */

static void channel_signal(struct channel *ch, uint32_t events)
{
	struct tbdmac *s = tbdmac(ch);
	uint32_t bit = 1u << (ch - s->channel);
	uint32_t was = s->interrupt;

	ch->events = events;
	if (ch->events & ch->inten)
		s->interrupt |= bit;
	else
		s->interrupt &= ~bit;
	if (!was != !s->interrupt)
		dmae_irq_set(ch->model, 0, s->interrupt);
}

/* ---- a channel's course ------------------------------------------------- */

static void channel_stop(struct channel *ch)
{
	dmae_event_cancel(&ch->event);
	ch->state = CHAN_IDLE;
	ch->run++;
}

static void channel_fail(struct channel *ch, enum error_code code,
			 enum dmae_bus response, uint32_t addr)
{
	channel_stop(ch);
	ch->error = code | (uint32_t)response << 4;
	ch->fault = addr;
	dmae_model_debug(ch->model, "channel %d: error %d at 0x%08x, descriptor 0x%08x",
			 (int)(ch - tbdmac(ch)->channel), code, addr, ch->desc.addr);
	channel_signal(ch, ch->events | ST_ERR);
}

static bool source_is_device(const struct descriptor *d)
{
	return d->type == DEV2MEM || d->type == DEV2DEV;
}

static bool destination_is_device(const struct descriptor *d)
{
	return d->type == MEM2DEV || d->type == DEV2DEV;
}

static bool requested(struct channel *ch)
{
	const struct descriptor *d = &ch->desc;
	uint32_t need = 0;

	if (source_is_device(d))
		need |= 1u << d->src_req;
	if (destination_is_device(d))
		need |= 1u << d->dst_req;
	return (tbdmac(ch)->request & need) == need;
}

/* what the next burst to or from a peripheral may carry */
static uint32_t burst_bytes(const struct channel *ch)
{
	const struct descriptor *d = &ch->desc;
	uint32_t row = d->length - ch->bytes % d->length;

	return d->burst < row ? d->burst : row;
}

static uint64_t burst_cycles(const struct channel *ch)
{
	const struct descriptor *d = &ch->desc;
	uint64_t cycles = BURST_CYCLES;

	if (source_is_device(d))
		cycles += burst_bytes(ch) / d->src_width;
	if (destination_is_device(d))
		cycles += burst_bytes(ch) / d->dst_width;
	return cycles;
}

/* Sets a channel in motion from where it stands. */
static void channel_go(struct channel *ch)
{
	uint64_t now = dmae_now_ns(), from = ch->ready > now ? ch->ready : now;
	uint64_t cycles = 0;

	if (ch->state == CHAN_IDLE || ch->paused)
		return;
	if (ch->state == CHAN_STRETCH) {
		uint64_t to = ch->bytes + CHUNK;

		ch->stretch_ns = from;
		ch->stretch_from = ch->bytes;
		ch->stretch_to = to < ch->desc.total ? burst_floor(&ch->desc, to) :
						       ch->desc.total;
		cycles = position_cycles(&ch->desc, ch->stretch_to) -
			 position_cycles(&ch->desc, ch->stretch_from);
	} else if (ch->state != CHAN_REFUSED) {
		ch->state = requested(ch) ? CHAN_BURST : CHAN_WAIT;
		if (ch->state == CHAN_WAIT)
			return;
		cycles = burst_cycles(ch);
	}
	dmae_event_after(&ch->event, from - now + cycles_to_ns(ch, cycles));
}

/* ---- descriptors -------------------------------------------------------- */

static uint32_t descriptor_word(const uint8_t *raw, unsigned int index)
{
	raw += index * 4;
	return raw[0] | raw[1] << 8 | raw[2] << 16 | (uint32_t)raw[3] << 24;
}

/* what addresses, strides and lengths must be multiples of */
static uint32_t descriptor_grain(const struct descriptor *d)
{
	switch (d->type) {
	case MEM2DEV:
		return d->dst_width;
	case DEV2MEM:
		return d->src_width;
	case DEV2DEV:
		return d->src_width > d->dst_width ? d->src_width : d->dst_width;
	default:
		return 4;
	}
}

static bool descriptor_aligned(const struct descriptor *d)
{
	uint32_t grain = descriptor_grain(d), all = d->length;

	if (d->type == DEV2DEV)
		return !(d->src % d->src_width || d->dst % d->dst_width ||
			 d->length % grain);
	all |= d->dst;
	if (d->type != FILL)
		all |= d->src;
	if (d->rows > 1) {
		if (!source_is_device(d) && d->type != FILL)
			all |= (uint32_t)d->src_stride;
		if (!destination_is_device(d))
			all |= (uint32_t)d->dst_stride;
	}
	return !(all % grain);
}

static enum error_code descriptor_decode(struct descriptor *d, const uint8_t *raw)
{
	uint32_t next = descriptor_word(raw, 0);
	uint32_t ctrl = descriptor_word(raw, 1);
	uint32_t length = descriptor_word(raw, 4);
	uint32_t rows = descriptor_word(raw, 5);

	d->next = next & ~DESC_ALIGN;
	d->last = next & NEXT_LAST;
	d->irq = ctrl & D_INT;
	d->type = D_TYPE(ctrl);
	d->src = descriptor_word(raw, 2);
	d->dst = descriptor_word(raw, 3);
	d->length = length;
	d->rows = rows ? rows : 1;
	d->src_stride = (int32_t)descriptor_word(raw, 6);
	d->dst_stride = (int32_t)descriptor_word(raw, 7);
	d->src_width = 1u << D_SRC_WIDTH(ctrl);
	d->dst_width = 1u << D_DST_WIDTH(ctrl);
	d->src_req = D_SRC_REQ(ctrl);
	d->dst_req = D_DST_REQ(ctrl);
	d->total = (uint64_t)d->length * d->rows;

	if (ctrl & D_RESERVED || d->type < MEM2MEM || d->type > DEV2DEV)
		return ERR_CTRL;
	if ((source_is_device(d) && d->src_width > 4) ||
	    (destination_is_device(d) && d->dst_width > 4))
		return ERR_WIDTH;
	if (next & DESC_ALIGN & ~NEXT_LAST || !descriptor_aligned(d))
		return ERR_ALIGN;
	if (!length || length > LENGTH_MAX || rows > ROWS_MAX ||
	    d->total > UINT32_MAX)
		return ERR_LENGTH;
	d->burst = (D_BURST(ctrl) + 1) * descriptor_grain(d);
	return ERR_NONE;
}

/* The descriptor at @addr becomes the current one. */
static void channel_fetch(struct channel *ch, uint32_t addr)
{
	enum error_code code = ERR_ALIGN;
	enum dmae_bus response = DMAE_BUS_OKAY;
	uint8_t raw[DESC_BYTES];
	unsigned int run = ++ch->run;

	memset(&ch->desc, 0, sizeof(ch->desc));
	ch->desc.addr = addr;
	ch->bytes = 0;
	ch->ready = dmae_now_ns() + cycles_to_ns(ch, FETCH_CYCLES);
	ch->state = CHAN_REFUSED;
	if (!(addr & DESC_ALIGN)) {
		response = dmae_bus_read(ch->model, addr, raw, sizeof(raw));
		if (ch->run != run)
			return;
		code = response ? ERR_FETCH : descriptor_decode(&ch->desc, raw);
	}
	ch->refusal = code | (uint32_t)response << 4;
	if (!code)
		ch->state = ch->desc.type > FILL ? CHAN_WAIT : CHAN_STRETCH;
	channel_go(ch);
}

/* The current descriptor is done. */
static void channel_next(struct channel *ch)
{
	uint32_t events = ch->events;

	ch->count++;
	if (ch->desc.irq)
		events |= ST_DESC;
	if (ch->desc.last) {
		channel_stop(ch);
		events |= ST_DONE;
	}
	if (events != ch->events)
		channel_signal(ch, events);
	if (!ch->desc.last)
		channel_fetch(ch, ch->desc.next);
}

/* ---- data between memories ---------------------------------------------- */

static enum dmae_bus memory_move(struct channel *ch, uint32_t src, uint32_t dst,
				 uint32_t len, bool *read_failed)
{
	*read_failed = false;
	if (ch->desc.type == FILL)
		return dmae_bus_fill(ch->model, dst, ch->desc.src & 0xff, len);
	return dmae_bus_copy(ch->model, dst, src, len, read_failed);
}

/*
 * Moves the rest of the stretch up to byte @to of the descriptor, each row
 * in one go. Where the bus refuses that, the row is done again burst by
 * burst, up to the burst that is to blame. Returns false if the channel has
 * been stopped, by an error or by what it wrote.
 */
static bool stretch_move(struct channel *ch, uint64_t to)
{
	const struct descriptor *d = &ch->desc;
	unsigned int run = ch->run;
	bool bursts = false;

	ch->moving = true;
	while (ch->bytes < to && ch->run == run) {
		uint32_t row = ch->bytes / d->length;
		uint32_t offset = ch->bytes % d->length;
		uint32_t src = d->src + row * (uint32_t)d->src_stride + offset;
		uint32_t dst = d->dst + row * (uint32_t)d->dst_stride + offset;
		uint32_t len = d->length - offset;
		enum dmae_bus response;
		bool read_failed;

		if (len > to - ch->bytes)
			len = to - ch->bytes;
		if (bursts && len > BURST_BYTES)
			len = BURST_BYTES;
		response = memory_move(ch, src, dst, len, &read_failed);
		if (ch->run != run)
			break;
		if (!response)
			ch->bytes += len;
		else if (len > BURST_BYTES)
			bursts = true;
		else
			channel_fail(ch, read_failed ? ERR_READ : ERR_WRITE,
				     response, read_failed ? src : dst);
	}
	ch->moving = false;
	return ch->run == run;
}

/* Brings data and BYTES up to the present. */
static void channel_sync(struct channel *ch)
{
	uint64_t now = dmae_now_ns(), pos;

	if (ch->state != CHAN_STRETCH || ch->paused || ch->moving ||
	    now < ch->stretch_ns)
		return;
	pos = cycles_position(&ch->desc,
			      position_cycles(&ch->desc, ch->stretch_from) +
			      ns_to_cycles(ch, now - ch->stretch_ns));
	stretch_move(ch, pos < ch->stretch_to ? pos : ch->stretch_to);
}

/* ---- data to and from peripherals --------------------------------------- */

/* One beat, or as many as make a whole beat of the wider side. */
static bool device_beat(struct channel *ch, uint8_t *data, uint32_t grain)
{
	const struct descriptor *d = &ch->desc;
	unsigned int run = ch->run;
	enum dmae_bus response;

	if (source_is_device(d)) {
		response = dmae_bus_read_fixed(ch->model, d->src, d->src_width,
					       data, grain / d->src_width);
		if (ch->run != run)
			return false;
		if (response) {
			channel_fail(ch, ERR_READ, response, d->src);
			return false;
		}
	}
	if (destination_is_device(d)) {
		response = dmae_bus_write_fixed(ch->model, d->dst, d->dst_width,
						data, grain / d->dst_width);
		if (ch->run != run)
			return false;
		if (response) {
			channel_fail(ch, ERR_WRITE, response, d->dst);
			return false;
		}
	}
	return true;
}

static void device_acknowledge(struct channel *ch)
{
	const struct descriptor *d = &ch->desc;
	bool last = d->last && ch->bytes == d->total;

	if (source_is_device(d))
		dmae_request_ack(ch->model, d->src_req, last);
	if (destination_is_device(d))
		dmae_request_ack(ch->model, d->dst_req, last);
}

/* One burst, cut short where a request line falls. False: stopped. */
static bool device_burst(struct channel *ch)
{
	const struct descriptor *d = &ch->desc;
	uint32_t grain = descriptor_grain(d), len = burst_bytes(ch), moved = 0;
	uint32_t row = ch->bytes / d->length, offset = ch->bytes % d->length;
	uint32_t src = d->src + row * (uint32_t)d->src_stride + offset;
	uint32_t dst = d->dst + row * (uint32_t)d->dst_stride + offset;
	uint8_t data[MAX_BEATS * 4];
	unsigned int run = ch->run;
	enum dmae_bus response;

	if (!source_is_device(d)) {
		response = dmae_bus_read(ch->model, src, data, len);
		if (ch->run != run)
			return false;
		if (response) {
			channel_fail(ch, ERR_READ, response, src);
			return false;
		}
	}
	for (; moved < len && requested(ch); moved += grain)
		if (!device_beat(ch, data + moved, grain))
			return false;
	if (!destination_is_device(d) && moved) {
		response = dmae_bus_write(ch->model, dst, data, moved);
		if (ch->run != run)
			return false;
		if (response) {
			channel_fail(ch, ERR_WRITE, response, dst);
			return false;
		}
	}
	ch->bytes += moved;
	if (moved)
		device_acknowledge(ch);
	return true;
}

static void channel_event(struct dmae_model *m, struct dmae_event *event)
{
	struct channel *ch = (void *)((char *)event - offsetof(struct channel, event));

	switch (ch->state) {
	case CHAN_REFUSED:
		channel_fail(ch, ch->refusal & 0xf, ch->refusal >> 4, ch->desc.addr);
		return;
	case CHAN_STRETCH:
		if (!stretch_move(ch, ch->stretch_to))
			return;
		break;
	case CHAN_BURST:
		if (!device_burst(ch))
			return;
		break;
	default:
		return;
	}
	if (ch->bytes == ch->desc.total)
		channel_next(ch);
	else
		channel_go(ch);
}

static void tbdmac_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct tbdmac *s = dmae_model_state(m);
	unsigned int i;

	if (!level) {
		s->request &= ~(1u << input);
		return;
	}
	s->request |= 1u << input;
	for (i = 0; i < CHANNELS; i++)
		if (s->channel[i].state == CHAN_WAIT)
			channel_go(&s->channel[i]);
}

/* ---- register access ---------------------------------------------------- */

static void channel_start(struct channel *ch, uint32_t addr)
{
	if (ch->state != CHAN_IDLE || !(tbdmac(ch)->ctrl & CTRL_ENABLE)) {
		channel_signal(ch, ch->events | ST_SEQ);
		return;
	}
	ch->start = addr;
	ch->error = 0;
	ch->fault = 0;
	ch->count = 0;
	channel_fetch(ch, addr);
}

static void channel_control(struct channel *ch, uint32_t value)
{
	bool pause = value & CH_CTRL_PAUSE;

	channel_sync(ch);
	if (value & CH_CTRL_ABORT) {
		channel_stop(ch);
		pause = false;
	}
	if (pause == ch->paused)
		return;
	ch->paused = pause;
	if (pause)
		dmae_event_cancel(&ch->event);
	else
		channel_go(ch);
}

static uint32_t channel_status(const struct channel *ch)
{
	uint32_t status = ch->events;

	if (ch->state != CHAN_IDLE)
		status |= ST_ACTIVE;
	if (ch->state == CHAN_WAIT)
		status |= ST_WAIT;
	if (ch->paused)
		status |= ST_PAUSED;
	return status;
}

static uint32_t channel_read(struct channel *ch, uint32_t reg)
{
	switch (reg) {
	case CH_START:
		return ch->start;
	case CH_CTRL:
		return ch->paused ? CH_CTRL_PAUSE : 0;
	case CH_STATUS:
		return channel_status(ch);
	case CH_INTEN:
		return ch->inten;
	case CH_ERROR:
		return ch->error;
	case CH_FAULT:
		return ch->fault;
	case CH_DESC:
		return ch->desc.addr;
	case CH_BYTES:
		channel_sync(ch);
		return ch->bytes;
	case CH_COUNT:
		return ch->count;
	default:
		return 0;
	}
}

static void channel_write(struct channel *ch, uint32_t reg, uint32_t value)
{
	switch (reg) {
	case CH_START:
		channel_start(ch, value);
		break;
	case CH_CTRL:
		channel_control(ch, value);
		break;
	case CH_STATUS:
		channel_signal(ch, ch->events & ~value);
		break;
	case CH_INTEN:
		ch->inten = value & ST_EVENTS;
		channel_signal(ch, ch->events);
		break;
	}
}

static void tbdmac_reset(struct tbdmac *s)
{
	unsigned int i;

	for (i = 0; i < CHANNELS; i++) {
		struct channel *ch = &s->channel[i];

		channel_sync(ch);
		channel_stop(ch);
		memset(&ch->desc, 0, sizeof(ch->desc));
		ch->start = ch->inten = ch->error = ch->fault = ch->count = 0;
		ch->bytes = 0;
		ch->paused = false;
		channel_signal(ch, 0);
	}
	s->ctrl = 0;
}

static uint32_t tbdmac_active(struct tbdmac *s)
{
	uint32_t active = 0;
	unsigned int i;

	for (i = 0; i < CHANNELS; i++)
		if (s->channel[i].state != CHAN_IDLE)
			active |= 1u << i;
	return active;
}

/* the channel that owns @offset, which becomes relative to it; or NULL */
static struct channel *tbdmac_channel(struct tbdmac *s, uint64_t *offset)
{
	unsigned int index = (*offset - CHAN_BASE) / CHAN_STRIDE;

	if (*offset < CHAN_BASE || index >= CHANNELS)
		return NULL;
	*offset -= CHAN_BASE + index * CHAN_STRIDE;
	return &s->channel[index];
}

/* Only whole, aligned words are registers. */
static bool tbdmac_word(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width == 4 && !(offset & 3))
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide",
			width * 8, (unsigned int)offset);
	return false;
}

static uint64_t tbdmac_read(struct dmae_model *m, unsigned int window,
			    uint64_t offset, unsigned int width)
{
	struct tbdmac *s = dmae_model_state(m);
	struct channel *ch;

	if (!tbdmac_word(m, offset, width))
		return 0;
	ch = tbdmac_channel(s, &offset);
	if (ch)
		return channel_read(ch, offset);
	switch (offset) {
	case ID:
		return ID_VALUE;
	case CONFIG:
		return CONFIG_VALUE;
	case CTRL:
		return s->ctrl;
	case INT:
		return s->interrupt;
	case ACTIVE:
		return tbdmac_active(s);
	case REQ:
		return s->request;
	default:
		return 0;
	}
}

static void tbdmac_write(struct dmae_model *m, unsigned int window,
			 uint64_t offset, unsigned int width, uint64_t value)
{
	struct tbdmac *s = dmae_model_state(m);
	struct channel *ch;

	if (!tbdmac_word(m, offset, width))
		return;
	ch = tbdmac_channel(s, &offset);
	if (ch) {
		channel_write(ch, offset, value);
	} else if (offset == CTRL) {
		if (value & CTRL_RESET)
			tbdmac_reset(s);
		else
			s->ctrl = value & CTRL_ENABLE;
	}
}

/* ---- the IP block -------------------------------------------------------- */

/* "dmas": the request input, then perhaps a second one (manual section 9) */
static int tbdmac_request_input(struct dmae_model *m, const uint32_t *cells,
				unsigned int ncells)
{
	if (ncells < 1 || ncells > 2 || cells[0] >= REQUESTS)
		return -EINVAL;
	return cells[0];
}

static int tbdmac_create(struct dmae_model *m)
{
	struct tbdmac *s = dmae_model_state(m);
	unsigned int i;

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	for (i = 0; i < CHANNELS; i++) {
		s->channel[i].model = m;
		dmae_event_init(&s->channel[i].event, m, channel_event);
	}
	return 0;
}

static void tbdmac_destroy(struct dmae_model *m)
{
	struct tbdmac *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < CHANNELS; i++)
		dmae_event_cancel(&s->channel[i].event);
}

static void tbdmac_describe(struct dmae_model *m, struct dmae_text *text)
{
	static const char *const states[] = {
		[CHAN_IDLE] = "idle",
		[CHAN_REFUSED] = "fetched a descriptor that it will refuse",
		[CHAN_STRETCH] = "moves memory",
		[CHAN_WAIT] = "waits for a request",
		[CHAN_BURST] = "moves a burst",
	};
	struct tbdmac *s = dmae_model_state(m);
	unsigned int i;

	if (!s->ctrl)
		dmae_text_line(text, "the controller is off (CTRL.ENABLE is 0)");
	for (i = 0; i < CHANNELS; i++) {
		const struct channel *ch = &s->channel[i];

		if (ch->state == CHAN_IDLE && !ch->error)
			continue;
		dmae_text_line(text, "channel %u: %s%s; descriptor 0x%x, %llu of %llu bytes, ERROR 0x%x",
			       i, states[ch->state], ch->paused ? ", paused" : "", ch->desc.addr,
			       (unsigned long long)ch->bytes, (unsigned long long)ch->desc.total,
			       ch->error);
	}
}

static const char *const tbdmac_compatible[] = { "dmae,textbook-dmac", NULL };

const struct dmae_model_class textbook_dmac_class = {
	.name = "textbook-dmac",
	.compatible = tbdmac_compatible,
	.state_size = sizeof(struct tbdmac),
	.create = tbdmac_create,
	.destroy = tbdmac_destroy,
	.read = tbdmac_read,
	.write = tbdmac_write,
	.request_input = tbdmac_request_input,
	.request_changed = tbdmac_request_changed,
	.describe = tbdmac_describe,
};
