// SPDX-License-Identifier: MIT
/* A provider that is driven by hand, and the fixture around it. Kernel side. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/slab.h>

#include "board_text.h"
#include "fake_dma.h"

/* ---- operations -------------------------------------------------------- */

static dma_cookie_t fake_submit(struct dma_async_tx_descriptor *tx)
{
	struct fake_chan *c = to_fake(tx->chan);
	struct fake_desc *d = container_of(tx, struct fake_desc, tx);
	dma_cookie_t cookie;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	cookie = dma_cookie_assign(tx);
	list_move_tail(&d->node, &c->submitted);
	spin_unlock_irqrestore(&c->lock, flags);
	return cookie;
}

static int fake_desc_free(struct dma_async_tx_descriptor *tx)
{
	struct fake_desc *d = container_of(tx, struct fake_desc, tx);

	list_del_init(&d->node);
	return 0;
}

static struct dma_async_tx_descriptor *fake_prep(struct dma_chan *chan,
						 struct fake_request request)
{
	struct fake_dma *f = container_of(chan->device, struct fake_dma, dma);
	struct fake_chan *c = to_fake(chan);
	struct fake_desc *d = &c->descs[c->next_desc++ % FAKE_DESCS];

	c->preps++;
	f->last = request;
	memset(&d->tx, 0, sizeof(d->tx));
	dma_async_tx_descriptor_init(&d->tx, chan);
	d->tx.flags = request.flags;
	d->tx.tx_submit = fake_submit;
	d->tx.desc_free = fake_desc_free;
	INIT_LIST_HEAD(&d->node);
	return &d->tx;
}

static struct dma_async_tx_descriptor *
fake_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "memcpy", .dst = dst, .src = src,
						      .len = len, .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_xor(struct dma_chan *chan, dma_addr_t dst, dma_addr_t *src, unsigned int n, size_t len,
	 unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "xor", .dst = dst, .src = src[0],
						      .nents = n, .len = len, .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_xor_val(struct dma_chan *chan, dma_addr_t *src, unsigned int n, size_t len,
	     enum sum_check_flags *result, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "xor_val", .src = src[0], .nents = n,
						      .len = len, .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_pq(struct dma_chan *chan, dma_addr_t *dst, dma_addr_t *src, unsigned int n,
	const unsigned char *scf, size_t len, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "pq", .dst = dst[0], .src = src[0],
						      .nents = n, .len = len, .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_pq_val(struct dma_chan *chan, dma_addr_t *pq, dma_addr_t *src, unsigned int n,
	    const unsigned char *scf, size_t len, enum sum_check_flags *result,
	    unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "pq_val", .dst = pq[0], .src = src[0],
						      .nents = n, .len = len, .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_memset(struct dma_chan *chan, dma_addr_t dst, int value, size_t len, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "memset", .dst = dst, .value = value,
						      .len = len, .flags = flags });
}

static struct dma_async_tx_descriptor *fake_interrupt(struct dma_chan *chan, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "interrupt", .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_vec(struct dma_chan *chan, const struct dma_vec *vecs, size_t nents,
	 enum dma_transfer_direction dir, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "vec", .src = vecs[0].addr,
						      .len = vecs[0].len, .nents = nents,
						      .dir = dir, .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_slave_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int n,
	      enum dma_transfer_direction dir, unsigned long flags, void *context)
{
	return fake_prep(chan, (struct fake_request){ .op = "slave_sg", .src = sg_dma_address(sgl),
						      .len = sg_dma_len(sgl), .nents = n,
						      .dir = dir, .flags = flags,
						      .context = context });
}

static struct dma_async_tx_descriptor *
fake_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len, size_t period,
	    enum dma_transfer_direction dir, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "cyclic", .src = buf, .len = len,
						      .period = period, .dir = dir,
						      .flags = flags });
}

static struct dma_async_tx_descriptor *
fake_interleaved(struct dma_chan *chan, struct dma_interleaved_template *xt, unsigned long flags)
{
	return fake_prep(chan, (struct fake_request){ .op = "interleaved", .src = xt->src_start,
						      .dst = xt->dst_start, .dir = xt->dir,
						      .flags = flags });
}

static int fake_alloc(struct dma_chan *chan)
{
	struct fake_chan *c = to_fake(chan);

	if (c->alloc_result < 0)
		return c->alloc_result;
	c->allocs++;
	return FAKE_DESCS;
}

static void fake_free(struct dma_chan *chan)
{
	to_fake(chan)->frees++;
}

static int fake_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	to_fake(chan)->config = *config;
	return 0;
}

static void fake_issue(struct dma_chan *chan)
{
	struct fake_chan *c = to_fake(chan);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->issues++;
	list_splice_tail_init(&c->submitted, &c->issued);
	spin_unlock_irqrestore(&c->lock, flags);
}

static int fake_terminate(struct dma_chan *chan)
{
	struct fake_chan *c = to_fake(chan);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->terminates++;
	INIT_LIST_HEAD(&c->submitted);
	INIT_LIST_HEAD(&c->issued);
	spin_unlock_irqrestore(&c->lock, flags);
	return 0;
}

static void fake_synchronize(struct dma_chan *chan)
{
	to_fake(chan)->synchronizes++;
}

static void fake_release(struct dma_device *dma)
{
	container_of(dma, struct fake_dma, dma)->released++;
}

void fake_chan_init(struct fake_dma *f, struct fake_chan *c)
{
	memset(c, 0, sizeof(*c));
	spin_lock_init(&c->lock);
	INIT_LIST_HEAD(&c->submitted);
	INIT_LIST_HEAD(&c->issued);
	dma_cookie_init(&c->chan);
	c->chan.device = &f->dma;
	list_add_tail(&c->chan.device_node, &f->dma.channels);
}

void fake_init(struct fake_dma *f, struct device *dev, unsigned int nchans)
{
	struct dma_device *dma = &f->dma;
	unsigned int i;

	memset(f, 0, sizeof(*f));
	INIT_LIST_HEAD(&dma->channels);
	for (i = 0; i < nchans; i++)
		fake_chan_init(f, &f->chans[i]);

	dma->dev = dev;
	dma_cap_set(DMA_MEMCPY, dma->cap_mask);
	dma->device_prep_dma_memcpy = fake_memcpy;
	dma->device_prep_dma_xor = fake_xor;
	dma->device_prep_dma_xor_val = fake_xor_val;
	dma->device_prep_dma_pq = fake_pq;
	dma->device_prep_dma_pq_val = fake_pq_val;
	dma->device_prep_dma_memset = fake_memset;
	dma->device_prep_dma_interrupt = fake_interrupt;
	dma->device_prep_peripheral_dma_vec = fake_vec;
	dma->device_prep_slave_sg = fake_slave_sg;
	dma->device_prep_dma_cyclic = fake_cyclic;
	dma->device_prep_interleaved_dma = fake_interleaved;
	dma->device_alloc_chan_resources = fake_alloc;
	dma->device_free_chan_resources = fake_free;
	dma->device_config = fake_config;
	dma->device_terminate_all = fake_terminate;
	dma->device_synchronize = fake_synchronize;
	dma->device_issue_pending = fake_issue;
	dma->device_tx_status = dma_cookie_status;
	dma->device_release = fake_release;
}

void fake_slave_caps(struct fake_dma *f)
{
	dma_cap_set(DMA_SLAVE, f->dma.cap_mask);
	f->dma.directions = BIT(DMA_MEM_TO_DEV) | BIT(DMA_DEV_TO_MEM);
	f->dma.src_addr_widths = BIT(DMA_SLAVE_BUSWIDTH_4_BYTES);
	f->dma.dst_addr_widths = BIT(DMA_SLAVE_BUSWIDTH_2_BYTES);
	f->dma.min_burst = 1;
	f->dma.max_burst = 16;
	f->dma.max_sg_burst = 7;
	f->dma.residue_granularity = DMA_RESIDUE_GRANULARITY_SEGMENT;
}

/* ---- completion -------------------------------------------------------- */

bool fake_complete(struct dma_chan *chan, const struct dmaengine_result *result)
{
	struct fake_chan *c = to_fake(chan);
	struct fake_desc *d;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	d = list_first_entry_or_null(&c->issued, struct fake_desc, node);
	if (d) {
		list_del_init(&d->node);
		dma_cookie_complete(&d->tx);
	}
	spin_unlock_irqrestore(&c->lock, flags);
	if (!d)
		return false;

	dma_descriptor_unmap(&d->tx);
	dmaengine_desc_get_callback_invoke(&d->tx, result);
	dma_run_dependencies(&d->tx);
	return true;
}

struct softirq_completion {
	struct tasklet_struct tasklet;
	struct dma_chan *chan;
	const struct dmaengine_result *result;
	bool completed;
	struct completion done;
};

static void complete_tasklet(struct tasklet_struct *t)
{
	struct softirq_completion *s = from_tasklet(s, t, tasklet);

	s->completed = fake_complete(s->chan, s->result);
	complete(&s->done);
}

bool fake_complete_softirq(struct dma_chan *chan, const struct dmaengine_result *result)
{
	struct softirq_completion s = { .chan = chan, .result = result };

	init_completion(&s.done);
	tasklet_setup(&s.tasklet, complete_tasklet);
	tasklet_schedule(&s.tasklet);
	wait_for_completion(&s.done);
	tasklet_kill(&s.tasklet);
	return s.completed;
}

/* ---- small questions --------------------------------------------------- */

struct device *fake_device(const char *name)
{
	struct device *dev = bus_find_device_by_name(&platform_bus_type, NULL, name);

	assert_non_null(dev);
	/* the board keeps it for as long as the test runs */
	put_device(dev);
	return dev;
}

dma_cap_mask_t fake_mask(enum dma_transaction_type cap)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(cap, mask);
	return mask;
}

bool file_is(const char *path, const char *text)
{
	char *data = NULL;
	size_t len;
	bool same;

	if (dmae_file_read(path, &data, &len))
		return false;
	same = len == strlen(text) && !memcmp(data, text, len);
	if (!same)
		print_message("%s has:\n%.*s", path, (int)len, data);
	dmae_free(data);
	return same;
}

struct entry_search {
	const char *name;
	char target[256];
	bool found;
};

static int match_entry(const struct dmae_dirent *entry, void *arg)
{
	struct entry_search *search = arg;

	if (strcmp(entry->name, search->name))
		return 0;
	search->found = true;
	strcpy(search->target, entry->type == 'l' ? entry->target : "");
	return 1;
}

bool file_exists(const char *path)
{
	struct entry_search search = { .name = strrchr(path, '/') + 1 };
	char dir[256];

	strcpy(dir, path);
	*strrchr(dir, '/') = '\0';
	dmae_dir_read(dir, match_entry, &search);
	return search.found;
}

const char *link_target(const char *dir, const char *name)
{
	static struct entry_search search;

	search = (struct entry_search){ .name = name };
	dmae_dir_read(dir, match_entry, &search);
	return search.target;
}

struct line_count {
	const char *text;
	unsigned int lines;
};

static int count_line(uint64_t ns, int level, const char *text, void *arg)
{
	struct line_count *count = arg;

	if (strstr(text, count->text))
		count->lines++;
	return 0;
}

unsigned int log_count(const char *text)
{
	struct line_count count = { .text = text };

	dmae_log_read(count_line, &count);
	return count.lines;
}

/* ---- the fixture ------------------------------------------------------- */

static int fake_probe(struct platform_device *pdev)
{
	return 0;
}

static const struct of_device_id fake_of_match[] = {
	{ .compatible = "test,fake-dma" },
	{ }
};

static struct platform_driver fake_driver = {
	.driver = { .name = "fake-dma", .of_match_table = fake_of_match },
	.probe = fake_probe,
};

static const char fake_board[] =
	"/dts-v1/;\n"
	"/ {\n"
	"	#address-cells = <1>;\n"
	"	#size-cells = <1>;\n"
	"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x4000000>; };\n"
	"	soc {\n"
	"		compatible = \"simple-bus\";\n"
	"		#address-cells = <1>;\n"
	"		#size-cells = <1>;\n"
	"		ranges;\n"
	"		dma1: dma-controller@48000000 {\n"
	"			compatible = \"test,fake-dma\";\n"
	"			reg = <0x48000000 0x400>;\n"
	"			#dma-cells = <1>;\n"
	"		};\n"
	"		dma2: dma-controller@48001000 {\n"
	"			compatible = \"test,fake-dma\";\n"
	"			reg = <0x48001000 0x400>;\n"
	"			#dma-cells = <1>;\n"
	"		};\n"
	"		mux: dma-router@48002000 {\n"
	"			compatible = \"test,fake-dma\";\n"
	"			reg = <0x48002000 0x1c>;\n"
	"			#dma-cells = <2>;\n"
	"			dma-masters = <&dma1 &dma2>;\n"
	"		};\n"
	"		serial@4000e000 {\n"
	"			compatible = \"test,client\";\n"
	"			reg = <0x4000e000 0x400>;\n"
	"			dmas = <&mux 45 1>, <&mux 46 0>, <&dma1 2>, <&dma1 77>, <&mux 47 "
	"9>;\n"
	"			dma-names = \"rx\", \"tx\", \"direct\", \"nowhere\", \"refused\";\n"
	"		};\n"
	"		audio-controller@4000b000 {\n"
	"			compatible = \"test,client\";\n"
	"			reg = <0x4000b000 0x400>;\n"
	"			dmas = <&dma1 0>, <&dma2 0>, <&dma2 1>;\n"
	"			dma-names = \"twice\", \"twice\", \"once\";\n"
	"		};\n"
	"		bare@40001000 { compatible = \"test,client\"; reg = <0x40001000 0x100>; "
	"};\n"
	"		nameless@40002000 { compatible = \"test,client\"; reg = <0x40002000 "
	"0x100>;\n"
	"			dmas = <&dma1 0>; };\n"
	"	};\n"
	"};\n";

int fake_setup_on(const char *board)
{
	struct dmae_world_params p = world_params(board);

	if (dmae_world_start(&p)) {
		print_error("%s\n", dmae_error());
		return -1;
	}
	return platform_driver_register(&fake_driver);
}

int fake_setup(void **state)
{
	const char *path = board_text(fake_board);

	return path ? fake_setup_on(path) : -1;
}

int fake_teardown(void **state)
{
	int leaks;

	platform_driver_unregister(&fake_driver);
	leaks = dmae_world_stop();
	board_text_forget();
	return leaks;
}
