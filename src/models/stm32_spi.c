// SPDX-License-Identifier: MIT
/*
 * The SPI/I2S block of STM32MP1, after ST's reference manual RM0436 (rev 6),
 * chapter "Serial peripheral interface / integrated interchip sound": SPI as
 * a master, and I2S as a master with its sample clock. A slave waits for a
 * master's clock, and there is none.
 *
 * On the connector is a loopback plug: what is sent on one data line is
 * received on the other. With dmae,unplugged in the node the input is all ones.
 *
 * An SPI master paces itself: it stops its clock when it has nothing to send,
 * and, with MASRX, while there is no room for what it would receive. The
 * sample clock of I2S does not wait: a sample that is not there is an
 * underrun, one that finds no room an overrun.
 */
#include <dmae/model.h>

#include <errno.h>
#include <string.h>

#include "models/entry_fifo.h"

#define DEPTH		16		/* bytes */
#define DEFAULT_HZ	64000000u	/* HSI, what the kernel clock is after reset */

/* ---- registers, RM0436 section "SPI/I2S registers" ----------------------- */

#define CR1		0x00
#define   CR1_SPE		0x00000001u
#define   CR1_MASRX		0x00000100u
#define   CR1_CSTART		0x00000200u
#define   CR1_CSUSP		0x00000400u
#define   CR1_STORED		0x0001fb01u
#define CR2		0x04
#define   CR2_TSIZE(r)		((r) & 0xffffu)
#define CFG1		0x08
#define   CFG1_DSIZE(r)		((r) & 0x1fu)
#define   CFG1_FTHLV(r)		((r) >> 5 & 0xfu)
#define   CFG1_RXDMAEN		0x00004000u
#define   CFG1_TXDMAEN		0x00008000u
#define   CFG1_MBR(r)		((r) >> 28 & 0x7u)
#define   CFG1_RESET		0x00070007u
#define CFG2		0x0c
#define   CFG2_COMM(r)		((r) >> 17 & 0x3u)
#define   CFG2_MASTER		0x00400000u
#define IER		0x10
#define SR		0x14
#define   SR_RXP		0x00000001u
#define   SR_TXP		0x00000002u
#define   SR_DXP		0x00000004u
#define   SR_EOT		0x00000008u
#define   SR_TXTF		0x00000010u
#define   SR_UDR		0x00000020u
#define   SR_OVR		0x00000040u
#define   SR_SUSP		0x00000800u
#define   SR_TXC		0x00001000u
#define   SR_RXPLVL(n)		((n) << 13)
#define   SR_RXWNE		0x00008000u
#define   SR_INTERRUPTS		0x000007ffu
#define IFCR		0x18
#define   IFCR_FLAGS		(SR_EOT | SR_TXTF | SR_UDR | SR_OVR | SR_SUSP)
#define TXDR		0x20
#define RXDR		0x30
#define CRCPOLY		0x40
#define UDRDR		0x4c
#define I2SCFGR		0x50
#define   I2SCFGR_I2SMOD	0x00000001u
#define   I2SCFGR_I2SCFG(r)	((r) >> 1 & 0x7u)
#define   I2SCFGR_DATLEN(r)	((r) >> 8 & 0x3u)
#define   I2SCFGR_CHLEN		0x00000400u
#define   I2SCFGR_I2SDIV(r)	((r) >> 16 & 0xffu)
#define   I2SCFGR_ODD		0x01000000u
#define   I2SCFGR_MCKOE		0x02000000u

enum { FULL_DUPLEX, SIMPLEX_TX, SIMPLEX_RX, HALF_DUPLEX };	/* CFG2.COMM */
enum { I2S_MASTER_TX = 2, I2S_MASTER_RX = 3, I2S_MASTER_DUPLEX = 5 }; /* I2SCFGR.I2SCFG */
enum { LINE_RX, LINE_TX };

struct spi {
	uint64_t hz;
	bool plugged;
	uint32_t cr1, cr2, cfg1, cfg2, ier, crcpoly, udrdr, i2scfgr;
	uint32_t flags;			/* of SR: the bits that IFCR clears */
	struct entry_fifo tx, rx;	/* of bytes, as frames may be packed */
	bool shifting;			/* a frame, or sample, is on the line */
	uint32_t shifter;
	uint32_t written, done;		/* frames since CSTART; TSIZE counts them */
	struct entry_request request[2];
	struct dmae_event frame;	/* it has arrived */
};

/* ---- frames -------------------------------------------------------------- */

static bool is_i2s(const struct spi *s)
{
	return s->i2scfgr & I2SCFGR_I2SMOD;
}

static unsigned int frame_bits(const struct spi *s)
{
	static const unsigned char datlen[4] = { 16, 24, 32, 32 };

	return is_i2s(s) ? datlen[I2SCFGR_DATLEN(s->i2scfgr)] : CFG1_DSIZE(s->cfg1) + 1;
}

/* bytes that a frame takes in a FIFO */
static unsigned int frame_bytes(const struct spi *s)
{
	unsigned int bits = frame_bits(s);

	return bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
}

static unsigned int packet_frames(const struct spi *s)
{
	return CFG1_FTHLV(s->cfg1) + 1;
}

static unsigned int rx_frames(const struct spi *s)
{
	return s->rx.level / frame_bytes(s);
}

static unsigned int tx_room(const struct spi *s)
{
	return entry_fifo_room(&s->tx) / frame_bytes(s);
}

static uint32_t fifo_get(struct entry_fifo *f, unsigned int bytes)
{
	uint32_t value = 0;
	unsigned int i;

	for (i = 0; i < bytes; i++)
		value |= entry_fifo_get(f) << 8 * i;
	return value;
}

static void fifo_put(struct entry_fifo *f, uint32_t value, unsigned int bytes)
{
	unsigned int i;

	for (i = 0; i < bytes; i++)
		entry_fifo_put(f, value >> 8 * i & 0xffu);
}

/* how long a frame takes; of I2S: from sample to sample */
static uint64_t frame_time_ns(const struct spi *s)
{
	uint64_t cycles, div;

	if (!is_i2s(s)) {
		cycles = (uint64_t)frame_bits(s) << (CFG1_MBR(s->cfg1) + 1);
	} else {
		div = 2 * I2SCFGR_I2SDIV(s->i2scfgr) + !!(s->i2scfgr & I2SCFGR_ODD);
		if (!div)
			div = 1;
		if (s->i2scfgr & I2SCFGR_MCKOE)
			cycles = 128 * div;
		else
			cycles = (s->i2scfgr & I2SCFGR_CHLEN ? 32 : 16) * div;
	}
	return (cycles * 1000000000u + s->hz - 1) / s->hz;
}

/* ---- which ways data go ---------------------------------------------------- */

static bool sends(const struct spi *s)
{
	unsigned int config = I2SCFGR_I2SCFG(s->i2scfgr);

	if (is_i2s(s))
		return config == I2S_MASTER_TX || config == I2S_MASTER_DUPLEX;
	return CFG2_COMM(s->cfg2) != SIMPLEX_RX;
}

static bool receives(const struct spi *s)
{
	unsigned int config = I2SCFGR_I2SCFG(s->i2scfgr);

	if (is_i2s(s))
		return config == I2S_MASTER_RX || config == I2S_MASTER_DUPLEX;
	return CFG2_COMM(s->cfg2) == FULL_DUPLEX || CFG2_COMM(s->cfg2) == SIMPLEX_RX;
}

static bool is_master(const struct spi *s)
{
	unsigned int config = I2SCFGR_I2SCFG(s->i2scfgr);

	if (is_i2s(s))
		return config == I2S_MASTER_TX || config == I2S_MASTER_RX ||
		       config == I2S_MASTER_DUPLEX;
	return s->cfg2 & CFG2_MASTER;
}

/* ---- the line -------------------------------------------------------------- */

/* may the next frame begin? A sample clock does not ask. */
static bool frame_possible(const struct spi *s)
{
	unsigned int bytes = frame_bytes(s);

	if (s->cr1 & CR1_CSUSP)
		return false;
	if (is_i2s(s))
		return true;
	if (CR2_TSIZE(s->cr2) && s->done == CR2_TSIZE(s->cr2))
		return false;
	if (sends(s) && s->tx.level < bytes)
		return false;
	return !(receives(s) && s->cr1 & CR1_MASRX && entry_fifo_room(&s->rx) < bytes);
}

static uint32_t next_frame(struct spi *s)
{
	unsigned int bytes = frame_bytes(s);

	if (!sends(s))
		return UINT32_MAX;
	if (s->tx.level >= bytes)
		return fifo_get(&s->tx, bytes);
	s->flags |= SR_UDR;
	return s->udrdr;
}

static void line_start(struct spi *s)
{
	if (s->shifting || !(s->cr1 & CR1_SPE) || !(s->cr1 & CR1_CSTART) || !is_master(s))
		return;
	if (frame_possible(s)) {
		s->shifter = next_frame(s);
		s->shifting = true;
		dmae_event_after(&s->frame, frame_time_ns(s));
	} else if (s->cr1 & CR1_CSUSP) {
		s->cr1 &= ~(CR1_CSUSP | CR1_CSTART);
		s->flags |= SR_SUSP;
	}
}

static void frame_end(struct spi *s)
{
	unsigned int bytes = frame_bytes(s);

	s->shifting = false;
	s->done++;
	if (receives(s)) {
		if (entry_fifo_room(&s->rx) >= bytes)
			fifo_put(&s->rx, s->plugged ? s->shifter : UINT32_MAX, bytes);
		else
			s->flags |= SR_OVR;
	}
	if (!is_i2s(s) && CR2_TSIZE(s->cr2) && s->done == CR2_TSIZE(s->cr2)) {
		s->flags |= SR_EOT;
		s->cr1 &= ~CR1_CSTART;
	}
}

/* ---- what follows from the state ------------------------------------------- */

/* with TSIZE, no more frames are asked for than it says */
static bool packet_wanted(const struct spi *s)
{
	return tx_room(s) >= packet_frames(s) && !(s->flags & SR_TXTF) &&
	       (is_i2s(s) || !(s->flags & SR_EOT));
}

static uint32_t status(const struct spi *s)
{
	uint32_t sr = s->flags;

	if (rx_frames(s) >= packet_frames(s))
		sr |= SR_RXP;
	if (packet_wanted(s))
		sr |= SR_TXP;
	if ((sr & (SR_RXP | SR_TXP)) == (SR_RXP | SR_TXP))
		sr |= SR_DXP;
	if (!s->shifting)
		sr |= SR_TXC;
	if (s->rx.level >= 4)
		sr |= SR_RXWNE;
	if (frame_bytes(s) < 4)
		sr |= SR_RXPLVL(s->rx.level % 4 / frame_bytes(s));
	if (CR2_TSIZE(s->cr2))
		sr |= (CR2_TSIZE(s->cr2) - s->done) << 16;
	return sr;
}

static void spi_settle(struct dmae_model *m)
{
	struct spi *s = dmae_model_state(m);
	bool on = s->cr1 & CR1_SPE;
	unsigned int packet = packet_frames(s), burst = packet, room = tx_room(s), left;

	line_start(s);
	room = tx_room(s);
	/* the last packet of each direction may be a smaller one */
	if (CR2_TSIZE(s->cr2) && !is_i2s(s)) {
		left = CR2_TSIZE(s->cr2) - s->written;
		burst = left < packet ? left : packet;
		room = left < room ? left : room;
	}
	entry_request_update(&s->request[LINE_TX], on && sends(s) && s->cfg1 & CFG1_TXDMAEN, room,
			     burst);
	burst = s->flags & SR_EOT && rx_frames(s) < packet ? rx_frames(s) : packet;
	entry_request_update(&s->request[LINE_RX], on && receives(s) && s->cfg1 & CFG1_RXDMAEN,
			     rx_frames(s), burst);
	dmae_irq_set(m, 0, status(s) & s->ier & SR_INTERRUPTS);
}

static void spi_frame(struct dmae_model *m, struct dmae_event *event)
{
	frame_end(dmae_model_state(m));
	spi_settle(m);
}

static void spi_request_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct spi *s = dmae_model_state(m);

	s->request[line].left = 0;
	spi_settle(m);
}

/* ---- register access ------------------------------------------------------- */

/* SPE = 0 empties the FIFOs; what is on the line is lost */
static void spi_disable(struct spi *s)
{
	s->tx.level = 0;
	s->rx.level = 0;
	s->shifting = false;
	s->flags = 0;
	s->cr1 &= ~(CR1_CSTART | CR1_CSUSP);
	dmae_event_cancel(&s->frame);
}

static void cr1_write(struct spi *s, uint32_t value)
{
	uint32_t before = s->cr1;

	/* software sets CSTART, hardware clears it */
	s->cr1 = (value & CR1_STORED) | (value & CR1_SPE ? before & CR1_CSTART : 0);
	if (!(value & CR1_SPE)) {
		spi_disable(s);
		return;
	}
	if (!(before & CR1_SPE)) {
		s->written = 0;
		s->done = 0;
	}
	if (value & CR1_CSUSP && s->cr1 & CR1_CSTART)
		s->cr1 |= CR1_CSUSP;
}

/* an access moves as many frames as fit into it */
static void txdr_write(struct dmae_model *m, struct spi *s, uint32_t value, unsigned int width)
{
	unsigned int bytes = frame_bytes(s);

	if (!(s->cr1 & CR1_SPE))
		return;
	if (width < bytes) {
		dmae_model_warn(m, "TXDR: access of %u bits, but a frame has %u", width * 8,
				frame_bits(s));
		return;
	}
	if (entry_fifo_room(&s->tx) < width)
		return;		/* the manual leaves it open; here it is lost */
	fifo_put(&s->tx, value, width);
	s->written += width / bytes;
	entry_request_moved(&s->request[LINE_TX], width / bytes);
	if (CR2_TSIZE(s->cr2) && s->written >= CR2_TSIZE(s->cr2))
		s->flags |= SR_TXTF;
}

static uint32_t rxdr_read(struct dmae_model *m, struct spi *s, unsigned int width)
{
	unsigned int bytes = frame_bytes(s), n = width < s->rx.level ? width : s->rx.level;

	if (width < bytes) {
		dmae_model_warn(m, "RXDR: access of %u bits, but a frame has %u", width * 8,
				frame_bits(s));
		return 0;
	}
	entry_request_moved(&s->request[LINE_RX], n / bytes);
	return fifo_get(&s->rx, n);
}

static uint64_t spi_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width)
{
	struct spi *s = dmae_model_state(m);
	uint32_t value;

	switch (offset) {
	case CR1:
		return s->cr1;
	case CR2:
		return s->cr2;
	case CFG1:
		return s->cfg1;
	case CFG2:
		return s->cfg2;
	case IER:
		return s->ier;
	case SR:
		return status(s);
	case RXDR:
		value = rxdr_read(m, s, width > 4 ? 4 : width);
		spi_settle(m);
		return value;
	case CRCPOLY:
		return s->crcpoly;
	case UDRDR:
		return s->udrdr;
	case I2SCFGR:
		return s->i2scfgr;
	default:
		return 0;
	}
}

/* registers that are locked while the block is enabled */
static bool locked(struct dmae_model *m, const struct spi *s, uint64_t offset)
{
	if (!(s->cr1 & CR1_SPE) || (offset != CFG2 && offset != I2SCFGR && offset != CRCPOLY))
		return false;
	dmae_model_warn(m, "register 0x%02x can only be written while SPE is 0",
			(unsigned int)offset);
	return true;
}

static void spi_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value)
{
	struct spi *s = dmae_model_state(m);

	if (locked(m, s, offset))
		return;
	switch (offset) {
	case CR1:
		cr1_write(s, value);
		break;
	case CR2:
		s->cr2 = value;
		break;
	case CFG1:
		/* enabled, only the DMA requests can be switched */
		if (s->cr1 & CR1_SPE)
			value = (s->cfg1 & ~(CFG1_RXDMAEN | CFG1_TXDMAEN)) |
				(value & (CFG1_RXDMAEN | CFG1_TXDMAEN));
		s->cfg1 = value;
		break;
	case CFG2:
		s->cfg2 = value;
		break;
	case IER:
		s->ier = value & SR_INTERRUPTS;
		break;
	case IFCR:
		s->flags &= ~(value & IFCR_FLAGS);
		break;
	case TXDR:
		txdr_write(m, s, value, width > 4 ? 4 : width);
		break;
	case CRCPOLY:
		s->crcpoly = value;
		break;
	case UDRDR:
		s->udrdr = value;
		break;
	case I2SCFGR:
		s->i2scfgr = value;
		break;
	}
	spi_settle(m);
}

/* ---- the IP block ---------------------------------------------------------- */

static void spi_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct spi *s = dmae_model_state(m);

	if (!(s->cr1 & CR1_SPE))
		return;
	dmae_text_line(text, "%s%s, %u bytes to send, %u received, tx request %s, rx request %s",
		       is_i2s(s) ? "I2S" : "SPI",
		       s->cr1 & CR1_CSTART ? "" : " (not started)", s->tx.level, s->rx.level,
		       s->request[LINE_TX].line.level ? "up" : "down",
		       s->request[LINE_RX].line.level ? "up" : "down");
}

static int spi_create(struct dmae_model *m)
{
	struct spi *s = dmae_model_state(m);

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	s->plugged = !dmae_model_prop_bool(m, "dmae,unplugged");
	s->cfg1 = CFG1_RESET;
	s->crcpoly = 0x107;
	s->tx.size = DEPTH;
	s->rx.size = DEPTH;
	dmae_event_init(&s->frame, m, spi_frame);
	return 0;
}

static int spi_connect(struct dmae_model *m)
{
	struct spi *s = dmae_model_state(m);
	int tx = dmae_request_get(m, "tx", LINE_TX, &s->request[LINE_TX].line);
	int rx = dmae_request_get(m, "rx", LINE_RX, &s->request[LINE_RX].line);

	return tx == -EINVAL || rx == -EINVAL ? -EINVAL : 0;
}

static const char *const spi_compatible[] = { "st,stm32h7-spi", "st,stm32h7-i2s", NULL };

const struct dmae_model_class stm32_spi_class = {
	.name = "stm32-spi",
	.compatible = spi_compatible,
	.state_size = sizeof(struct spi),
	.create = spi_create,
	.connect = spi_connect,
	.read = spi_read,
	.write = spi_write,
	.request_acked = spi_request_acked,
	.describe = spi_describe,
};
