/* SPDX-License-Identifier: MIT */
/*
 * Inside the machine: what its files share. Kernel side. Other rooms include
 * machine/machine.h, models include dmae/model.h.
 *
 * The address map, the models and the masters are set up by machine_start()
 * and only read afterwards; what changes while the machine runs changes under
 * the hardware lock (exec_hw_lock()), except grants, which have a lock of
 * their own for each master (grants.h).
 */
#ifndef DMAE_MACHINE_PRIVATE_H
#define DMAE_MACHINE_PRIVATE_H

#include <linux/list.h>
#include <linux/types.h>

#include "base/exec/exec.h"
#include "machine/grants.h"
#include "machine/machine.h"
#include <dmae/model.h>

#define MACHINE_NAME_SIZE 64
#define MACHINE_PAGE_SIZE 4096ul

extern const struct board *machine_tree;

/* the line that machine_start() fails with */
struct machine_err {
	char *text;
	size_t size;
};
int machine_refuse(const struct machine_err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * struct machine_limit - at most ten reports in five seconds of the machine's time; the first
 * always comes through
 */
struct machine_limit {
	exec_ns since;
	unsigned int said;
	unsigned int unsaid;
	bool used;
};
/** machine_may_say() - true if a report may be printed; says about @name how many were left out */
bool machine_may_say(struct machine_limit *limit, const char *name);

/* ---- ram.c ------------------------------------------------------------- */
/** ram_start() - map memory and put it on the bus; ram_give() - hand it to the page allocator */
int ram_start(const struct machine_err *err);
int ram_give(const struct machine_err *err);
void ram_stop(void);

/* ---- decode.c: the physical address map -------------------------------- */

/* REGION_PCI: behind a host bridge, where REGION_BARs of its functions lie */
enum region_kind {
	REGION_RAM,
	REGION_SRAM,
	REGION_MODEL,
	REGION_UNMODELLED,
	REGION_PCI,
	REGION_BAR,
};

struct pci_host;
struct pci_function;

/**
 * struct region - a stretch of physical addresses that answers
 * @mem: RAM and SRAM: where it lies in our memory
 * @model: whose registers they are; @window counts the node's "reg" entries
 */
struct region {
	uint64_t base, size;
	enum region_kind kind;
	void *mem;
	struct dmae_model *model;
	unsigned int window;
	struct pci_host *host;
	int node;
	bool said; /* unmodelled: it has been mentioned */
};

void decode_add(const struct region *region);
/** decode_seal() - everything is added: sort, and refuse regions that overlap */
int decode_seal(const struct machine_err *err);
void decode_stop(void);
/** decode_find() - the region at @phys, or NULL */
struct region *decode_find(uint64_t phys);
/** decode_drop_model() - the model of these windows could not be made */
void decode_drop_model(struct dmae_model *model);
/** decode_mention() - say once that nobody models @region */
void decode_mention(struct region *region);

/* ---- mmio.c ------------------------------------------------------------ */
int mmio_start(const struct machine_err *err);
void mmio_stop(void);
/** mmio_access_ok() - a register access that bus and hardware can make: width and alignment */
bool mmio_access_ok(uint64_t addr, size_t width);
/**
 * mmio_region_read(), mmio_region_write() - one access to the registers of @region, under the
 * hardware lock
 */
uint64_t mmio_region_read(struct region *region, uint64_t phys, unsigned int width);
void mmio_region_write(struct region *region, uint64_t phys, unsigned int width, uint64_t value);

/* ---- pci_window.c, pci_message.c; the rest of PCI is in pci.h ----------- */
/** pci_wants() - @cls makes of @node a PCI function */
bool pci_wants(int node, const struct dmae_model_class *cls);
/** pci_attach() - if @m is a host bridge, its apertures become part of the address map */
void pci_attach(struct dmae_model *m);
void pci_function_new(struct dmae_model *m);
void pci_function_free(struct pci_function *f);
/** pci_messages_init() - the interrupts of @f, in place of lines_connect() */
void pci_messages_init(struct pci_function *f);
void pci_irq_set(struct pci_function *f, unsigned int index, bool level);
void pci_stop(void);
/** pci_decode() - the window at @phys behind @host, or NULL */
struct region *pci_decode(const struct pci_host *host, uint64_t phys);
/** pci_window_read(), pci_window_write() - one access to a REGION_BAR */
uint64_t pci_window_read(struct region *region, uint64_t offset, unsigned int width);
void pci_window_write(struct region *region, uint64_t offset, unsigned int width, uint64_t value);
/** pci_master_fault() - why @f may not use the bus, or NULL */
const char *pci_master_fault(const struct pci_function *f);
/**
 * pci_master_peer() - the memory of a function on the same bus that answers to what @f asks for,
 * and its physical address; NULL: it goes to the host bridge
 */
struct region *pci_master_peer(const struct pci_function *f, uint64_t bus, uint64_t *phys);

/* ---- lines.c ----------------------------------------------------------- */
struct model_irq {
	struct machine_line *line;
	bool level;
};
/** line_set() - one more, or one less, holds @line up */
void line_set(struct machine_line *line, bool level, const char *who);
void lines_connect(struct dmae_model *m);
void lines_release(struct dmae_model *m);
/** lines_describe() - level and count of each interrupt of @m */
void lines_describe(struct dmae_model *m, struct dmae_text *text);
void lines_stop(void);

/* ---- requests.c -------------------------------------------------------- */
struct request_wire;
void requests_release(struct dmae_model *m);
/** requests_describe() - the inputs of @m that are up, and who holds them */
void requests_describe(struct dmae_model *m, struct dmae_text *text);

/* ---- masters.c, grants.c, checker.c ---------------------------------------------- */
/**
 * struct machine_master - owned by masters.c until the machine stops; a device's right and way to
 * memory
 */
struct machine_master {
	struct list_head link;
	int node;
	char name[MACHINE_NAME_SIZE];
	struct board_range *ranges;
	unsigned int range_count;
	struct pci_function *pci; /* may use the bus only when it is told so */
	bool noncoherent;	  /* sees DRAM, not the CPU's caches */
	unsigned int watched;	  /* how often a page that it wrote to was (cache_watch.c) */
	int (*translate)(struct machine_master *master, uint64_t bus, unsigned int dir,
			 uint64_t *phys, uint64_t *len, void *arg);
	void *translate_arg;
	struct master_iommu *iommu; /* translation_unwired: nobody has looked yet */
	struct grant_table grants;
	struct machine_limit limit;
};

void masters_stop(void);
/**
 * master_translate() - a device's address as a physical one
 * @probe: no access is made: an IOMMU takes no notice
 * @len: cut down to what is contiguous
 * @why: set where an IOMMU refuses: the reason, for translation_text()
 * Return: DMAE_BUS_DECERR where the device's bus leads nowhere; what the IOMMU answers
 */
enum dmae_bus master_translate(struct machine_master *master, uint64_t bus, unsigned int dir,
			       bool probe, uint64_t *phys, uint64_t *len, const char **why);

/** masters_each() - calls @fn for every master, in the order in which they came to be known */
void masters_each(void (*fn)(struct machine_master *master, void *arg), void *arg);
/** grants_start() - the world's time begins; before the first master */
void grants_start(void);
void grants_stop(void);
enum checker_found { CHECKER_NONE, CHECKER_MAPPED, CHECKER_ENDED };
/**
 * checker_mapping() - the mapping that @bus is in, or was until just now, in words that end a
 * sentence: "; mapping [0x80000000-0x800000ff] read-only (DMA_TO_DEVICE), mapped by f (f.c:1)"
 */
enum checker_found checker_mapping(struct machine_master *master, uint64_t bus, char *text,
				   size_t size);
/** checker_report() - say that an access was refused, and why; @covered bytes of it were granted */
void checker_report(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		    uint64_t covered);

/* ---- translation.c: IOMMUs in front of masters ------------------------- */

/**
 * struct translation_run - a stretch of addresses and where it leads
 * @phys: CPU's physical address
 * @len: bytes that are of interest; cut down to what is contiguous
 * @passed: not translated: through dma-ranges, as if there were no IOMMU
 * @why: why it was refused
 */
struct translation_run {
	uint64_t phys, len;
	bool passed;
	const char *why;
};
struct master_iommu;
extern struct master_iommu translation_unwired;
/** translation_wire() - find the IOMMU before @master; NULL: there is none */
struct master_iommu *translation_wire(struct machine_master *master);
void translation_unwire(struct machine_master *master);
/** translation_find() - where @bus leads, and how far; without a notice in the IOMMU if @probe */
enum dmae_bus translation_find(struct master_iommu *iommu, uint64_t bus, unsigned int dir,
			       bool probe, struct translation_run *run);
/** translation_text() - @why and who says so, or that nothing is there */
const char *translation_text(const struct machine_master *master, const char *why, char *buf,
			     size_t size);

/* ---- models.c ---------------------------------------------------------- */

/** models_written_by() - the code that last wrote a register of the model that is @master, or NULL
 */
const void *models_written_by(const struct machine_master *master);

struct model_window {
	uint64_t base, size; /* size 0: no memory address */
};

/** struct dmae_model - a model, owned by models.c until the machine stops */
struct dmae_model {
	struct list_head link;
	const struct dmae_model_class *cls;
	int node;
	char name[MACHINE_NAME_SIZE];
	void *state;
	bool dead; /* it could not be made: nothing is called any more */
	struct machine_master *master;
	struct model_window *windows;
	unsigned int window_count;
	struct model_irq *irqs;
	unsigned int irq_count;
	struct pci_function *pci;  /* a PCI function */
	struct pci_host *pci_host; /* a host bridge */
	struct request_wire **inputs; /* by input number; requests.c */
	unsigned int input_count;
	unsigned int depth;	 /* nested calls over wires */
	struct list_head events; /* pending ones; events.c */
	struct machine_limit limit;
	const void *written_by; /* the code that wrote a register last; NULL: unknown */
	unsigned int translations; /* an IOMMU: which generation of them counts; atomic */
	bool translating;	   /* an IOMMU: it is being asked */
};

void models_start(void);
void models_stop(void);
/**
 * models_windows() - add the windows of every node that has a class, and of those that have none
 */
void models_windows(void);
struct dmae_model *models_find(int node);
/** models_find_compatible() - the @index-th model of its kind, in order of address; or NULL */
struct dmae_model *models_find_compatible(const char *compatible, unsigned int index);

/* ---- events.c ---------------------------------------------------------- */
void events_release(struct dmae_model *m);
/** events_describe() - when the pending events of @m are due */
void events_describe(struct dmae_model *m, struct dmae_text *text);

#define machine_traced(event, ...)                              \
	do {                                                    \
		if (__builtin_expect(machine_trace != NULL, 0)) \
			machine_trace(event, __VA_ARGS__);      \
	} while (0)

#endif
