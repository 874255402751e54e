// SPDX-License-Identifier: MIT
/*
 * TBFIFO, the textbook loopback FIFO: a model after its manual,
 * docs/textbook-dmac.md, part III, revision 1.0.
 *
 * A transmit and a receive FIFO with a wire between them that carries one
 * entry a tick. Ticks are not events: the wire is brought up to the present
 * whenever somebody looks, and the one event is set to the next tick that
 * the world can notice by itself (a request line or the interrupt rises).
 */
#include <dmae/model.h>

#include <errno.h>
#include <string.h>

#define DEPTH		64
#define RX_TIMEOUT	32	/* ticks */
#define DEFAULT_HZ	100000000u

/* ---- registers, manual section 13 -------------------------------------- */

#define ID		0x00
#define CONFIG		0x04
#define CTRL		0x08
#define   CTRL_ENABLE		0x00000001u
#define   CTRL_TXREQ		0x00000002u
#define   CTRL_RXREQ		0x00000004u
#define   CTRL_RXTO		0x00000008u
#define   CTRL_FLOW		0x00000010u
#define   CTRL_SOURCE		0x00000020u
#define   CTRL_WIDTH(c)		((c) >> 8 & 0x3u)
#define   CTRL_STORED		0x0000033fu
#define   CTRL_TXFLUSH		0x00010000u	/* self-clearing */
#define   CTRL_RXFLUSH		0x00020000u
#define STATUS		0x0c
#define   ST_TXFULL		0x00000001u
#define   ST_TXEMPTY		0x00000002u
#define   ST_RXFULL		0x00000004u
#define   ST_RXEMPTY		0x00000008u
#define   ST_BUSY		0x00000010u
#define   ST_TXREQ		0x00000020u
#define   ST_RXREQ		0x00000040u
#define   ST_TXOVR		0x00000100u	/* write 1 to clear: these three */
#define   ST_RXUDR		0x00000200u
#define   ST_RXOVR		0x00000400u
#define   ST_ERRORS		0x00000700u
#define LEVEL		0x10
#define WATERMARK	0x14
#define DIV		0x18
#define INTEN		0x1c
#define SUM		0x20
#define TXDATA		0x40
#define RXDATA		0x44

#define ID_VALUE	0x54460100u	/* "TF", revision 1.0 */
#define WATERMARK_RESET	0x00080008u
#define DIV_RESET	10

struct fifo {
	uint32_t entry[DEPTH];
	unsigned int head;
	unsigned int level;
};

struct tbfifo {
	uint64_t hz;
	uint32_t ctrl;
	uint32_t errors;
	uint32_t inten;
	uint32_t watermark;
	uint32_t div;
	uint32_t sum;		/* CTRL_SOURCE: of what was sent */
	uint32_t pattern;	/* CTRL_SOURCE: next entry to be received */
	struct fifo tx, rx;

	bool running;		/* an entry is on the wire, */
	uint64_t arrival;	/*   and arrives at this time */
	uint64_t rx_touched;	/* last entry received or read */

	struct dmae_request tx_line, rx_line;
	unsigned int tx_grant;	/* entries that the request still stands for */
	unsigned int rx_grant;
	struct dmae_event event;
	uint64_t event_time;
};

enum { LINE_TX, LINE_RX };

/* ---- FIFOs --------------------------------------------------------------- */

static void fifo_put(struct fifo *f, uint32_t entry)
{
	f->entry[(f->head + f->level++) % DEPTH] = entry;
}

static uint32_t fifo_get(struct fifo *f)
{
	uint32_t entry = f->entry[f->head];

	f->head = (f->head + 1) % DEPTH;
	f->level--;
	return entry;
}

static unsigned int watermark(uint32_t field)
{
	field &= 0x7f;
	return field < 1 ? 1 : field > DEPTH ? DEPTH : field;
}

static unsigned int tx_watermark(const struct tbfifo *s)
{
	return watermark(s->watermark);
}

static unsigned int rx_watermark(const struct tbfifo *s)
{
	return watermark(s->watermark >> 16);
}

static unsigned int entry_bytes(const struct tbfifo *s)
{
	unsigned int width = CTRL_WIDTH(s->ctrl);

	return width > 2 ? 4 : 1u << width;
}

static uint32_t entry_mask(const struct tbfifo *s)
{
	return UINT32_MAX >> (32 - 8 * entry_bytes(s));
}

/* ---- the wire ------------------------------------------------------------ */

/* ns that an entry takes */
static uint64_t tick(const struct tbfifo *s)
{
	uint64_t cycles = (uint64_t)(s->div ? s->div : 1) * entry_bytes(s);

	return (cycles * 1000000000u + s->hz - 1) / s->hz;
}

/* is there anything that the wire could carry? */
static bool wire_wanted(const struct tbfifo *s)
{
	bool room = s->rx.level < DEPTH;

	if (!(s->ctrl & CTRL_ENABLE))
		return false;
	if (s->ctrl & CTRL_SOURCE)
		return room || s->tx.level;
	return s->tx.level && (room || !(s->ctrl & CTRL_FLOW));
}

/* One entry arrives at time s->arrival. */
static void wire_tick(struct tbfifo *s)
{
	uint32_t entry;

	if (s->ctrl & CTRL_SOURCE) {
		if (s->tx.level)
			s->sum += fifo_get(&s->tx);
		if (s->rx.level == DEPTH)
			return;
		entry = s->pattern++ & entry_mask(s);
	} else {
		entry = fifo_get(&s->tx);
		if (s->rx.level == DEPTH) {
			s->errors |= ST_RXOVR;
			return;
		}
	}
	fifo_put(&s->rx, entry);
	s->rx_touched = s->arrival;
}

static void wire_advance(struct tbfifo *s, uint64_t now)
{
	while (s->running && s->arrival <= now) {
		wire_tick(s);
		s->running = wire_wanted(s);
		s->arrival += tick(s);
	}
}

/* ---- request lines, interrupt, and when they change by themselves -------- */

static void request_update(struct tbfifo *s, uint64_t now)
{
	unsigned int room = DEPTH - s->tx.level;
	bool on = s->ctrl & CTRL_ENABLE;

	if (!on || !(s->ctrl & CTRL_TXREQ) || !room)
		s->tx_grant = 0;
	else if (!s->tx_grant && room >= tx_watermark(s))
		s->tx_grant = tx_watermark(s);
	if (!on || !(s->ctrl & CTRL_RXREQ) || !s->rx.level)
		s->rx_grant = 0;
	else if (!s->rx_grant && s->rx.level >= rx_watermark(s))
		s->rx_grant = rx_watermark(s);
	else if (!s->rx_grant && s->ctrl & CTRL_RXTO &&
		 now >= s->rx_touched + RX_TIMEOUT * tick(s))
		s->rx_grant = s->rx.level;
	if (s->tx_line.level != !!s->tx_grant)
		dmae_request_set(&s->tx_line, s->tx_grant);
	if (s->rx_line.level != !!s->rx_grant)
		dmae_request_set(&s->rx_line, s->rx_grant);
}

/* the next time at which something rises, or UINT64_MAX */
static uint64_t next_change(const struct tbfifo *s)
{
	uint64_t when = UINT64_MAX, timeout;
	unsigned int ticks = UINT32_MAX, room = DEPTH - s->tx.level;

	if (!(s->ctrl & CTRL_ENABLE))
		return when;
	if (s->running) {
		if (s->ctrl & CTRL_TXREQ && !s->tx_grant &&
		    tx_watermark(s) - room < ticks)
			ticks = tx_watermark(s) - room;
		if (s->ctrl & CTRL_RXREQ && !s->rx_grant &&
		    rx_watermark(s) - s->rx.level < ticks)
			ticks = rx_watermark(s) - s->rx.level;
		if (s->inten & ST_RXOVR && DEPTH - s->rx.level + 1 < ticks)
			ticks = DEPTH - s->rx.level + 1;
		if (ticks != UINT32_MAX)
			when = s->arrival + (ticks - 1) * tick(s);
	}
	timeout = s->rx_touched + RX_TIMEOUT * tick(s);
	if (s->ctrl & CTRL_RXREQ && s->ctrl & CTRL_RXTO && !s->rx_grant &&
	    s->rx.level && timeout < when)
		when = timeout;
	return when;
}

/* After anything has happened: lines, interrupt, wire, event. */
static void tbfifo_settle(struct dmae_model *m)
{
	struct tbfifo *s = dmae_model_state(m);
	uint64_t now = dmae_now_ns(), when;

	request_update(s, now);
	dmae_irq_set(m, 0, s->errors & s->inten);
	if (!s->running && wire_wanted(s)) {
		s->running = true;
		s->arrival = now + tick(s);
	}
	when = next_change(s);
	if (when == s->event_time && dmae_event_pending(&s->event))
		return;
	s->event_time = when;
	if (when == UINT64_MAX)
		dmae_event_cancel(&s->event);
	else
		dmae_event_after(&s->event, when > now ? when - now : 0);
}

static void tbfifo_event(struct dmae_model *m, struct dmae_event *event)
{
	struct tbfifo *s = dmae_model_state(m);

	wire_advance(s, dmae_now_ns());
	tbfifo_settle(m);
}

/* A controller has moved a burst: what is left of the request is void. */
static void tbfifo_request_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct tbfifo *s = dmae_model_state(m);

	wire_advance(s, dmae_now_ns());
	if (line == LINE_TX)
		s->tx_grant = 0;
	else
		s->rx_grant = 0;
	tbfifo_settle(m);
}

/* ---- register access ----------------------------------------------------- */

static uint32_t rxdata_read(struct tbfifo *s)
{
	if (!s->rx.level) {
		s->errors |= ST_RXUDR;
		return 0;
	}
	s->rx_touched = dmae_now_ns();
	if (s->rx_grant)
		s->rx_grant--;
	return fifo_get(&s->rx);
}

static void txdata_write(struct tbfifo *s, uint32_t value)
{
	if (s->tx.level == DEPTH) {
		s->errors |= ST_TXOVR;
		return;
	}
	if (s->tx_grant)
		s->tx_grant--;
	fifo_put(&s->tx, value & entry_mask(s));
}

static uint32_t status(const struct tbfifo *s)
{
	uint32_t st = s->errors;

	if (s->tx.level == DEPTH)
		st |= ST_TXFULL;
	if (!s->tx.level)
		st |= ST_TXEMPTY;
	if (s->rx.level == DEPTH)
		st |= ST_RXFULL;
	if (!s->rx.level)
		st |= ST_RXEMPTY;
	if (s->running)
		st |= ST_BUSY;
	if (s->tx_grant)
		st |= ST_TXREQ;
	if (s->rx_grant)
		st |= ST_RXREQ;
	return st;
}

static void control_write(struct tbfifo *s, uint32_t value)
{
	uint32_t changed = (s->ctrl ^ value) & CTRL_STORED;

	s->ctrl = value & CTRL_STORED;
	if (changed & CTRL_ENABLE) {
		s->sum = 0;
		s->pattern = 0;
	}
	if (value & CTRL_TXFLUSH)
		s->tx.level = 0;
	if (value & CTRL_RXFLUSH)
		s->rx.level = 0;
	/* what was on the wire is sent again, at the pace that holds now */
	if (changed || value & (CTRL_TXFLUSH | CTRL_RXFLUSH))
		s->running = false;
}

/* Only the data registers may be accessed by bytes and halfwords. */
static bool tbfifo_width(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	bool data = offset == TXDATA || offset == RXDATA;

	if (width == 4 ? !(offset & 3) : data && width < 4)
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%02x is not allowed", width * 8,
			(unsigned int)offset);
	return false;
}

static uint32_t register_read(struct tbfifo *s, uint64_t offset)
{
	switch (offset) {
	case ID:
		return ID_VALUE;
	case CONFIG:
		return DEPTH;
	case CTRL:
		return s->ctrl;
	case STATUS:
		return status(s);
	case LEVEL:
		return s->tx.level | s->rx.level << 16;
	case WATERMARK:
		return s->watermark;
	case DIV:
		return s->div;
	case INTEN:
		return s->inten;
	case SUM:
		return s->sum;
	case RXDATA:
		return rxdata_read(s);
	default:
		return 0;
	}
}

static void register_write(struct tbfifo *s, uint64_t offset, uint32_t value)
{
	switch (offset) {
	case CTRL:
		control_write(s, value);
		break;
	case STATUS:
		s->errors &= ~value;
		break;
	case WATERMARK:
		s->watermark = value & 0x007f007f;
		break;
	case DIV:
		s->div = value & 0xffff;
		break;
	case INTEN:
		s->inten = value & ST_ERRORS;
		break;
	case TXDATA:
		txdata_write(s, value);
		break;
	}
}

static uint64_t tbfifo_read(struct dmae_model *m, unsigned int window,
			    uint64_t offset, unsigned int width)
{
	struct tbfifo *s = dmae_model_state(m);
	uint32_t value;

	if (!tbfifo_width(m, offset, width))
		return 0;
	wire_advance(s, dmae_now_ns());
	value = register_read(s, offset);
	tbfifo_settle(m);
	return value;
}

static void tbfifo_write(struct dmae_model *m, unsigned int window,
			 uint64_t offset, unsigned int width, uint64_t value)
{
	struct tbfifo *s = dmae_model_state(m);

	if (!tbfifo_width(m, offset, width))
		return;
	wire_advance(s, dmae_now_ns());
	register_write(s, offset, value);
	tbfifo_settle(m);
}

/* ---- the IP block -------------------------------------------------------- */

static int tbfifo_create(struct dmae_model *m)
{
	struct tbfifo *s = dmae_model_state(m);

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	s->watermark = WATERMARK_RESET;
	s->div = DIV_RESET;
	dmae_event_init(&s->event, m, tbfifo_event);
	return 0;
}

/* A FIFO whose "dmas" lead nowhere works by its registers alone. */
static int tbfifo_connect(struct dmae_model *m)
{
	struct tbfifo *s = dmae_model_state(m);
	int tx = dmae_request_get(m, "tx", LINE_TX, &s->tx_line);
	int rx = dmae_request_get(m, "rx", LINE_RX, &s->rx_line);

	return tx == -EINVAL || rx == -EINVAL ? -EINVAL : 0;
}

static void tbfifo_destroy(struct dmae_model *m)
{
	struct tbfifo *s = dmae_model_state(m);

	dmae_event_cancel(&s->event);
}

static const char *const tbfifo_compatible[] = { "dmae,textbook-fifo", NULL };

const struct dmae_model_class textbook_fifo_class = {
	.name = "textbook-fifo",
	.compatible = tbfifo_compatible,
	.state_size = sizeof(struct tbfifo),
	.create = tbfifo_create,
	.connect = tbfifo_connect,
	.destroy = tbfifo_destroy,
	.read = tbfifo_read,
	.write = tbfifo_write,
	.request_acked = tbfifo_request_acked,
};
