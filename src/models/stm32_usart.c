// SPDX-License-Identifier: MIT
/*
 * The USART of STM32MP1, after ST's reference manual RM0436 (rev 6), chapter
 * "Universal synchronous/asynchronous receiver transmitter": asynchronous
 * mode with FIFOs, hardware flow control, idle line and receiver timeout.
 *
 * What is on the other end of the cable is no part of the manual: a loopback
 * plug that joins TX with RX and RTS with CTS, unless the node says
 * dmae,unplugged. Then nothing is received, and CTS is inactive.
 */
#include <dmae/model.h>

#include <errno.h>
#include <string.h>

#include "models/entry_fifo.h"

#define DEPTH		16
#define DEFAULT_HZ	64000000u	/* HSI, what the kernel clock is after reset */

/* ---- registers, RM0436 section "USART registers" ------------------------- */

#define CR1		0x00
#define   CR1_UE		0x00000001u
#define   CR1_RE		0x00000004u
#define   CR1_TE		0x00000008u
#define   CR1_IDLEIE		0x00000010u
#define   CR1_RXFNEIE		0x00000020u
#define   CR1_TCIE		0x00000040u
#define   CR1_TXFNFIE		0x00000080u
#define   CR1_PCE		0x00000400u
#define   CR1_M0		0x00001000u
#define   CR1_OVER8		0x00008000u
#define   CR1_RTOIE		0x04000000u
#define   CR1_M1		0x10000000u
#define   CR1_FIFOEN		0x20000000u
#define   CR1_TXFEIE		0x40000000u
#define   CR1_RXFFIE		0x80000000u
#define CR2		0x04
#define   CR2_STOP(r)		((r) >> 12 & 0x3u)
#define   CR2_RTOEN		0x00800000u
#define CR3		0x08
#define   CR3_EIE		0x00000001u
#define   CR3_DMAR		0x00000040u
#define   CR3_DMAT		0x00000080u
#define   CR3_RTSE		0x00000100u
#define   CR3_CTSE		0x00000200u
#define   CR3_OVRDIS		0x00001000u
#define   CR3_DDRE		0x00002000u
#define   CR3_TXFTIE		0x00800000u
#define   CR3_RXFTCFG(r)	((r) >> 25 & 0x7u)
#define   CR3_RXFTIE		0x10000000u
#define   CR3_TXFTCFG(r)	((r) >> 29 & 0x7u)
#define BRR		0x0c
#define GTPR		0x10
#define RTOR		0x14
#define RQR		0x18
#define   RQR_RXFRQ		0x00000008u
#define   RQR_TXFRQ		0x00000010u
#define ISR		0x1c
#define   ISR_ORE		0x00000008u
#define   ISR_IDLE		0x00000010u
#define   ISR_RXFNE		0x00000020u
#define   ISR_TC		0x00000040u
#define   ISR_TXFNF		0x00000080u
#define   ISR_CTS		0x00000400u
#define   ISR_RTOF		0x00000800u
#define   ISR_BUSY		0x00010000u
#define   ISR_TEACK		0x00200000u
#define   ISR_REACK		0x00400000u
#define   ISR_TXFE		0x00800000u
#define   ISR_RXFF		0x01000000u
#define   ISR_RXFT		0x04000000u
#define   ISR_TXFT		0x08000000u
#define ICR		0x20
#define   ICR_FLAGS		(ISR_ORE | ISR_IDLE | ISR_TC | ISR_RTOF)
#define RDR		0x24
#define TDR		0x28
#define PRESC		0x2c
#define HWCFGR1		0x3f0
#define VERR		0x3f4
#define IPIDR		0x3f8
#define SIDR		0x3fc

#define HWCFGR1_VALUE	0x00000014u	/* FIFOs, sixteen entries */
#define VERR_VALUE	0x00000023u
#define IPIDR_VALUE	0x00130003u
#define SIDR_VALUE	0xa3c5dd01u

enum { LINE_RX, LINE_TX };

struct usart {
	uint64_t hz;
	bool plugged;
	uint32_t cr1, cr2, cr3, brr, gtpr, rtor, presc;
	uint32_t flags;			/* of ISR: the bits that ICR clears */
	struct entry_fifo tx, rx;
	bool shifting;			/* a character is on the line */
	uint32_t shifter;
	struct entry_request request[2];
	struct dmae_event sent;		/* it has arrived */
	struct dmae_event idle;		/* nothing has followed for a character's time */
	struct dmae_event timeout;	/* nothing has followed for RTOR bits */
};

/* ---- timing -------------------------------------------------------------- */

static uint64_t bit_time_ps(const struct usart *s)
{
	static const unsigned int divider[16] = { 1,  2,  4,   6,   8,   10,  12,  16,
						  32, 64, 128, 256, 256, 256, 256, 256 };
	uint64_t div = s->brr ? s->brr : 1, ps;

	/* with OVER8, bits 2:0 of BRR are bits 3:1 of the divider, which counts half bits */
	if (s->cr1 & CR1_OVER8)
		div = (s->brr & 0xfff0u) | (s->brr & 0x7u) << 1;
	ps = (div ? div : 1) * divider[s->presc] * 1000000000000ull / s->hz;
	return s->cr1 & CR1_OVER8 ? ps / 2 : ps;
}

static unsigned int data_bits(const struct usart *s)
{
	if (s->cr1 & CR1_M1)
		return 7;
	return s->cr1 & CR1_M0 ? 9 : 8;
}

static uint64_t char_time_ns(const struct usart *s)
{
	unsigned int half_bits = 2 * (1 + data_bits(s));

	half_bits += CR2_STOP(s->cr2) >= 2 ? 4 : 2;
	return (half_bits * bit_time_ps(s) / 2 + 999) / 1000;
}

/* ---- the line -------------------------------------------------------------- */

static bool receiver_on(const struct usart *s)
{
	return (s->cr1 & (CR1_UE | CR1_RE)) == (CR1_UE | CR1_RE);
}

static bool transmitter_on(const struct usart *s)
{
	return (s->cr1 & (CR1_UE | CR1_TE)) == (CR1_UE | CR1_TE);
}

/* CTS is what RTS says: with RTSE, whether another character can be received */
static bool clear_to_send(const struct usart *s)
{
	if (!s->plugged)
		return false;
	return !(s->cr3 & CR3_RTSE) || entry_fifo_room(&s->rx);
}

static void line_start(struct usart *s)
{
	if (s->shifting || !transmitter_on(s) || !s->tx.level)
		return;
	if (s->cr3 & CR3_CTSE && !clear_to_send(s))
		return;
	s->shifter = entry_fifo_get(&s->tx);
	s->shifting = true;
	dmae_event_cancel(&s->idle);
	dmae_event_cancel(&s->timeout);
	dmae_event_after(&s->sent, char_time_ns(s));
}

static void receive(struct usart *s, uint32_t value)
{
	if (entry_fifo_room(&s->rx)) {
		entry_fifo_put(&s->rx, value);
	} else if (s->cr3 & CR3_OVRDIS) {
		/* the latest one takes the place of the one before it */
		s->rx.entry[(s->rx.head + s->rx.level - 1) % ENTRY_FIFO_MAX] = value;
	} else {
		s->flags |= ISR_ORE;
	}
	dmae_event_after(&s->idle, char_time_ns(s));
	if (s->cr2 & CR2_RTOEN && s->rtor & 0xffffffu)
		dmae_event_after(&s->timeout, (s->rtor & 0xffffffu) * bit_time_ps(s) / 1000);
}

/* ---- what follows from the state ------------------------------------------- */

/* entries at which a threshold flag rises; the receiver's counts what is there */
static unsigned int threshold(const struct usart *s, unsigned int code)
{
	static const unsigned char eighths[8] = { 1, 2, 4, 6, 7, 8, 8, 8 };

	return s->rx.size * eighths[code] / 8;
}

static uint32_t status(const struct usart *s)
{
	bool fifos = s->cr1 & CR1_FIFOEN;
	uint32_t isr = s->flags;

	if (s->rx.level)
		isr |= ISR_RXFNE;
	if (entry_fifo_room(&s->tx))
		isr |= ISR_TXFNF;
	if (s->shifting)
		isr |= ISR_BUSY;
	if (clear_to_send(s))
		isr |= ISR_CTS;
	if (transmitter_on(s))
		isr |= ISR_TEACK;
	if (receiver_on(s))
		isr |= ISR_REACK;
	if (!fifos)
		return isr;
	if (!s->tx.level)
		isr |= ISR_TXFE;
	if (!entry_fifo_room(&s->rx))
		isr |= ISR_RXFF;
	if (s->rx.level >= threshold(s, CR3_RXFTCFG(s->cr3)))
		isr |= ISR_RXFT;
	if (entry_fifo_room(&s->tx) >= threshold(s, CR3_TXFTCFG(s->cr3)))
		isr |= ISR_TXFT;
	return isr;
}

static bool interrupt_wanted(const struct usart *s, uint32_t isr)
{
	return (s->cr1 & CR1_IDLEIE && isr & ISR_IDLE) ||
	       (s->cr1 & CR1_RXFNEIE && isr & (ISR_RXFNE | ISR_ORE)) ||
	       (s->cr1 & CR1_TCIE && isr & ISR_TC) || (s->cr1 & CR1_TXFNFIE && isr & ISR_TXFNF) ||
	       (s->cr1 & CR1_RTOIE && isr & ISR_RTOF) || (s->cr1 & CR1_TXFEIE && isr & ISR_TXFE) ||
	       (s->cr1 & CR1_RXFFIE && isr & ISR_RXFF) || (s->cr3 & CR3_EIE && isr & ISR_ORE) ||
	       (s->cr3 & CR3_TXFTIE && isr & ISR_TXFT) || (s->cr3 & CR3_RXFTIE && isr & ISR_RXFT);
}

static void usart_settle(struct dmae_model *m)
{
	struct usart *s = dmae_model_state(m);
	bool errors_stop = s->cr3 & CR3_DDRE && s->flags & ISR_ORE;

	line_start(s);
	entry_request_update(&s->request[LINE_TX], transmitter_on(s) && s->cr3 & CR3_DMAT,
			     entry_fifo_room(&s->tx), 1);
	entry_request_update(&s->request[LINE_RX],
			     receiver_on(s) && s->cr3 & CR3_DMAR && !errors_stop, s->rx.level, 1);
	dmae_irq_set(m, 0, interrupt_wanted(s, status(s)));
}

static void usart_sent(struct dmae_model *m, struct dmae_event *event)
{
	struct usart *s = dmae_model_state(m);

	s->shifting = false;
	if (s->plugged && receiver_on(s))
		receive(s, s->shifter);
	if (!s->tx.level)
		s->flags |= ISR_TC;
	usart_settle(m);
}

static void usart_idle(struct dmae_model *m, struct dmae_event *event)
{
	struct usart *s = dmae_model_state(m);

	s->flags |= ISR_IDLE;
	usart_settle(m);
}

static void usart_timeout(struct dmae_model *m, struct dmae_event *event)
{
	struct usart *s = dmae_model_state(m);

	s->flags |= ISR_RTOF;
	usart_settle(m);
}

static void usart_request_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct usart *s = dmae_model_state(m);

	s->request[line].left = 0;
	usart_settle(m);
}

/* ---- register access ------------------------------------------------------- */

/* UE = 0 stops at once and forgets what is under way; the settings stay */
static void usart_stop(struct usart *s)
{
	s->tx.level = 0;
	s->rx.level = 0;
	s->shifting = false;
	s->flags = ISR_TC;
	dmae_event_cancel(&s->sent);
	dmae_event_cancel(&s->idle);
	dmae_event_cancel(&s->timeout);
}

static void cr1_write(struct dmae_model *m, struct usart *s, uint32_t value)
{
	const uint32_t locked = CR1_FIFOEN | CR1_OVER8 | CR1_M0 | CR1_M1 | CR1_PCE;

	if (s->cr1 & CR1_UE && value & CR1_UE && (s->cr1 ^ value) & locked) {
		dmae_model_warn(m, "CR1: 0x%08x can only be changed while UE is 0", locked);
		value = (value & ~locked) | (s->cr1 & locked);
	}
	s->cr1 = value;
	s->tx.size = value & CR1_FIFOEN ? DEPTH : 1;
	s->rx.size = s->tx.size;
	if (!(value & CR1_UE))
		usart_stop(s);
}

static void tdr_write(struct usart *s, uint32_t value)
{
	/* into a full FIFO: the manual leaves it open; here it is lost */
	if (!(s->cr1 & CR1_UE) || !entry_fifo_room(&s->tx))
		return;
	s->flags &= ~ISR_TC;
	entry_request_moved(&s->request[LINE_TX], 1);
	entry_fifo_put(&s->tx, value & ((1u << data_bits(s)) - 1));
}

static uint32_t rdr_read(struct usart *s)
{
	if (!s->rx.level)
		return 0;
	entry_request_moved(&s->request[LINE_RX], 1);
	return entry_fifo_get(&s->rx);
}

static uint64_t usart_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			   unsigned int width)
{
	struct usart *s = dmae_model_state(m);
	uint32_t value;

	switch (offset) {
	case CR1:
		return s->cr1;
	case CR2:
		return s->cr2;
	case CR3:
		return s->cr3;
	case BRR:
		return s->brr;
	case GTPR:
		return s->gtpr;
	case RTOR:
		return s->rtor;
	case ISR:
		return status(s);
	case RDR:
		value = rdr_read(s);
		usart_settle(m);
		return value;
	case PRESC:
		return s->presc;
	case HWCFGR1:
		return HWCFGR1_VALUE;
	case VERR:
		return VERR_VALUE;
	case IPIDR:
		return IPIDR_VALUE;
	case SIDR:
		return SIDR_VALUE;
	default:
		return 0;
	}
}

static void usart_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			unsigned int width, uint64_t value)
{
	struct usart *s = dmae_model_state(m);

	switch (offset) {
	case CR1:
		cr1_write(m, s, value);
		break;
	case CR2:
		s->cr2 = value;
		break;
	case CR3:
		s->cr3 = value;
		break;
	case BRR:
		s->brr = value & 0xffffu;
		break;
	case GTPR:
		s->gtpr = value & 0xffffu;
		break;
	case RTOR:
		s->rtor = value;
		break;
	case RQR:
		if (value & RQR_RXFRQ)
			s->rx.level = 0;
		if (value & RQR_TXFRQ)
			s->tx.level = 0;
		break;
	case ICR:
		s->flags &= ~(value & ICR_FLAGS);
		break;
	case TDR:
		tdr_write(s, value);
		break;
	case PRESC:
		s->presc = value & 0xfu;
		break;
	}
	usart_settle(m);
}

/* ---- the IP block ---------------------------------------------------------- */

static void usart_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct usart *s = dmae_model_state(m);

	if (!(s->cr1 & CR1_UE))
		return;
	dmae_text_line(text, "%u characters to send%s, %u received, tx request %s, rx request %s",
		       s->tx.level + s->shifting,
		       s->cr3 & CR3_CTSE && !clear_to_send(s) ? " (not clear to send)" : "",
		       s->rx.level, s->request[LINE_TX].line.level ? "up" : "down",
		       s->request[LINE_RX].line.level ? "up" : "down");
}

static int usart_create(struct dmae_model *m)
{
	struct usart *s = dmae_model_state(m);

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	s->plugged = !dmae_model_prop_bool(m, "dmae,unplugged");
	s->tx.size = 1;
	s->rx.size = 1;
	s->flags = ISR_TC;
	dmae_event_init(&s->sent, m, usart_sent);
	dmae_event_init(&s->idle, m, usart_idle);
	dmae_event_init(&s->timeout, m, usart_timeout);
	return 0;
}

static int usart_connect(struct dmae_model *m)
{
	struct usart *s = dmae_model_state(m);
	int tx = dmae_request_get(m, "tx", LINE_TX, &s->request[LINE_TX].line);
	int rx = dmae_request_get(m, "rx", LINE_RX, &s->request[LINE_RX].line);

	return tx == -EINVAL || rx == -EINVAL ? -EINVAL : 0;
}

static const char *const usart_compatible[] = { "st,stm32h7-uart", NULL };

const struct dmae_model_class stm32_usart_class = {
	.name = "stm32-usart",
	.compatible = usart_compatible,
	.state_size = sizeof(struct usart),
	.create = usart_create,
	.connect = usart_connect,
	.read = usart_read,
	.write = usart_write,
	.request_acked = usart_request_acked,
	.describe = usart_describe,
};
