/* SPDX-License-Identifier: MIT */
/*
 * Inside the machine: what its files share. Kernel side. Other rooms include
 * machine/machine.h, models include dmae/model.h.
 *
 * The address map, the models and the masters are set up by machine_start()
 * and only read afterwards; what changes while the machine runs changes under
 * the hardware lock (exec_hw_lock()), except grants, which have a lock of
 * their own for each master (checker.c).
 */
#ifndef DMAE_MACHINE_PRIVATE_H
#define DMAE_MACHINE_PRIVATE_H

#include <linux/list.h>
#include <linux/types.h>

#include "base/exec/exec.h"
#include "machine/machine.h"
#include <dmae/model.h>

#define MACHINE_NAME_SIZE 64
#define MACHINE_PAGE_SIZE 4096ul
/* host memory has its own addresses, from here on; RAM and registers lie below */
#define MACHINE_HOST_BASE (1ull << 40)

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

/* ---- masters.c, checker.c ---------------------------------------------- */
#define REVOKED_KEPT 16

struct grant {
	struct hlist_node link;
	uint64_t bus, len;
	unsigned int dir;
	unsigned int count; /* granted so many times over */
	const void *caller; /* by whom, last */
};

struct revoked {
	uint64_t bus, len;
	unsigned int dir;
	const void *caller; /* who revoked it */
};

/**
 * struct grant_table - what a master may touch
 * @lock: 0 or 1; protects all of it (see checker.c). Never held while
 *	anything is called.
 * @buckets: grants by size class and start, see checker.c
 * @used: how many grants there are of each size class
 * @hint: the grant that was found last, for reads and for writes
 * @revoked: the latest revocations, a ring
 */
#define GRANT_CLASSES 8
struct grant_table {
	unsigned int lock;
	unsigned int count;
	unsigned int total; /* counting those granted over again */
	unsigned int bits;
	struct hlist_head *buckets;
	unsigned int used[GRANT_CLASSES];
	struct grant *hint[2];
	struct grant *spare;
	struct revoked revoked[REVOKED_KEPT];
	unsigned int revocations;
};

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
	int (*translate)(struct machine_master *master, uint64_t bus, unsigned int dir,
			 uint64_t *phys, uint64_t *len, void *arg);
	void *translate_arg;
	struct grant_table grants;
	struct machine_limit limit;
};

void masters_stop(void);
/**
 * master_translate() - a device's address as a physical one
 * @len: cut down to what is contiguous
 * Return: false where the device's bus leads nowhere
 */
bool master_translate(struct machine_master *master, uint64_t bus, unsigned int dir, uint64_t *phys,
		      uint64_t *len);

void grants_init(struct grant_table *table);
void grants_free(struct grant_table *table);
/** checker_report() - say that an access was refused, and why; @covered bytes of it were granted */
void checker_report(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		    uint64_t covered);

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
