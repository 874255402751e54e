// SPDX-License-Identifier: MIT
/* Pools of on-chip RAM, supplies, graphs, reserved memory, firmware, mailboxes, chips, power
 * domains. */
#include "firmware_fixture.h"

#include <linux/completion.h>
#include <linux/firmware.h>
#include <linux/genalloc.h>
#include <linux/mailbox_client.h>
#include <linux/mailbox_controller.h>
#include <linux/module.h>
#include <linux/of_graph.h>
#include <linux/of_platform.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>
#include <linux/regulator/consumer.h>
#include <linux/sys_soc.h>

#include "base/host.h"
#include "base/paths.h"
#include "device/firmware_loader.h"

#define TREE                                                                                     \
	BOARD("	ocram: sram@900000 { compatible = \"mmio-sram\"; reg = <0x900000 0x1000>; "      \
	      "#address-cells = <1>; #size-cells = <1>; ranges = <0 0x900000 0x1000>;\n"         \
	      "		kept@100 { reg = <0x100 0x100>; }; };\n"                                        \
	      "	vdd: regulator { compatible = \"regulator-fixed\"; regulator-name = \"VDD\"; "   \
	      "regulator-min-microvolt = <3300000>; regulator-max-microvolt = <3300000>; };\n"   \
	      "	mb: mailbox@1000 { compatible = \"test,mailbox\"; reg = <0x1000 0x100>; "        \
	      "#mbox-cells = <1>; };\n"                                                          \
	      "	pd: power { compatible = \"test,power\"; #power-domain-cells = <1>; };\n"        \
	      "	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; res: "        \
	      "pool@80800000 { reg = <0x80800000 0x1000>; }; };\n"                               \
	      "	user@2000 { compatible = \"test,user\"; reg = <0x2000 0x100>; iram = <&ocram>; " \
	      "vdd-supply = <&vdd>; mboxes = <&mb 1>, <&mb 7>; mbox-names = \"tx\", \"bad\"; "   \
	      "power-domains = <&pd 1>, <&pd 2>; power-domain-names = \"a\", \"b\"; "            \
	      "memory-region = <&res>;\n"                                                        \
	      "		ports { #address-cells = <1>; #size-cells = <0>; port@1 { reg = <1>; "          \
	      "#address-cells = <1>; #size-cells = <0>; out: endpoint@2 { reg = <2>; "           \
	      "remote-endpoint = <&in>; }; }; }; };\n"                                           \
	      "	sink@3000 { compatible = \"test,sink\"; reg = <0x3000 0x100>; port { in: "       \
	      "endpoint { remote-endpoint = <&out>; }; }; };\n")

static struct device_node *user;
static struct platform_device *pdev;

static int setup(void **state)
{
	board_up(TREE);
	assert_int_equal(of_platform_populate(NULL, NULL, NULL, NULL), 0);
	user = of_find_compatible_node(NULL, NULL, "test,user");
	pdev = of_find_device_by_node(user);
	assert_non_null(pdev);
	return 0;
}

static int teardown(void **state)
{
	put_device(&pdev->dev);
	of_node_put(user);
	device_stop();
	return machine_teardown(state);
}

/* ---- pools --------------------------------------------------------------------------- */

static void on_chip_ram_is_given_out_around_what_is_kept(void **state)
{
	struct gen_pool *pool = of_gen_pool_get(user, "iram", 0);
	dma_addr_t dma;
	u8 *mem;

	assert_non_null(pool);
	assert_ptr_equal(of_gen_pool_get(user, "iram", 0), pool);
	assert_int_equal(gen_pool_size(pool), 0x1000 - 0x100);
	mem = gen_pool_dma_alloc(pool, 0x200, &dma);
	assert_non_null(mem);
	assert_in_range(dma, 0x900000, 0x900fff);
	assert_false(dma < 0x900200 && dma + 0x200 > 0x900100);
	memset(mem, 0x5a, 0x200);
	assert_int_equal(gen_pool_avail(pool), 0xd00);
	assert_int_equal(gen_pool_virt_to_phys(pool, (unsigned long)mem + 8), dma + 8);
	gen_pool_free(pool, (unsigned long)mem, 0x200);
	mem = gen_pool_dma_zalloc_align(pool, 0x40, &dma, 0x400);
	assert_int_equal(dma & 0x3ff, 0);
	assert_int_equal(mem[0], 0);
	gen_pool_free(pool, (unsigned long)mem, 0x40);
	assert_null(of_gen_pool_get(user, "vdd-supply", 0));
}

static void each_algorithm_finds_its_own_place(void **state)
{
	struct gen_pool *pool = gen_pool_create(4, -1);
	struct genpool_data_fixed fixed = { .offset = 0x40 };
	unsigned long a, b, c;

	assert_int_equal(gen_pool_add_virt(pool, 0x10000, 0x10000, 0x100, -1), 0);
	a = gen_pool_alloc(pool, 0x20);
	b = gen_pool_alloc_algo(pool, 0x10, gen_pool_fixed_alloc, &fixed);
	c = gen_pool_alloc_algo(pool, 0x40, gen_pool_first_fit_order_align, NULL);
	assert_int_equal(a, 0x10000);
	assert_int_equal(b, 0x10040);
	assert_int_equal(c, 0x10080);
	/* free now: 0x20-0x40, 0x50-0x80, 0xc0-0x100 */
	assert_int_equal(gen_pool_alloc_algo(pool, 0x30, gen_pool_best_fit, NULL), 0x10050);
	assert_int_equal(gen_pool_alloc_algo(pool, 0x10, gen_pool_fixed_alloc, &fixed), 0);
	assert_int_equal(gen_pool_alloc(pool, 0x80), 0);
	gen_pool_free(pool, a, 0x20);
	gen_pool_free(pool, b, 0x10);
	gen_pool_free(pool, c, 0x40);
	gen_pool_free(pool, 0x10050, 0x30);
	gen_pool_free(pool, c, 0x40);
	assert_true(log_contains("bytes are given back that were not taken"));
	assert_int_equal(gen_pool_avail(pool), 0x100);
	gen_pool_destroy(pool);
}

/* ---- supplies ------------------------------------------------------------------------ */

static void a_supply_is_the_board_s_or_the_dummy(void **state)
{
	struct regulator *vdd = regulator_get(&pdev->dev, "vdd"), *none;

	assert_false(IS_ERR(vdd));
	assert_int_equal(regulator_get_voltage(vdd), 3300000);
	assert_false(regulator_is_enabled(vdd));
	assert_int_equal(regulator_enable(vdd), 0);
	assert_true(regulator_is_enabled(vdd));
	assert_int_equal(regulator_disable(vdd), 0);
	assert_int_equal(regulator_set_voltage(vdd, 1800000, 1800000), -EINVAL);
	assert_int_equal(regulator_disable(vdd), -EIO);
	assert_true(log_contains("unbalanced disables for VDD"));
	none = regulator_get(&pdev->dev, "vcc");
	assert_false(IS_ERR(none));
	assert_true(log_contains("supply vcc not found, using dummy regulator"));
	assert_true(regulator_is_enabled(none));
	assert_int_equal(PTR_ERR(regulator_get_optional(&pdev->dev, "vcc")), -ENODEV);
	regulator_put(none);
	regulator_put(vdd);
}

/* ---- graphs -------------------------------------------------------------------------- */

static void a_graph_is_followed_to_the_other_end(void **state)
{
	struct device_node *ep = of_graph_get_next_endpoint(user, NULL), *remote;
	struct of_endpoint at;

	assert_non_null(ep);
	of_graph_parse_endpoint(ep, &at);
	assert_int_equal(at.port, 1);
	assert_int_equal(at.id, 2);
	remote = of_graph_get_remote_port_parent(ep);
	assert_true(of_device_is_compatible(remote, "test,sink"));
	of_node_put(remote);
	assert_null(of_graph_get_next_endpoint(user, ep));
	assert_int_equal(of_graph_get_endpoint_count(user), 1);
	remote = of_graph_get_remote_node(user, 1, 2);
	assert_non_null(remote);
	of_node_put(remote);
	assert_null(of_graph_get_remote_node(user, 1, 3));
	assert_true(of_graph_is_present(user));
}

static void a_reserved_region_is_looked_up(void **state)
{
	struct device_node *np = of_parse_phandle(user, "memory-region", 0);
	struct reserved_mem *rmem = of_reserved_mem_lookup(np);

	assert_non_null(rmem);
	assert_int_equal(rmem->base, 0x80800000);
	assert_int_equal(rmem->size, 0x1000);
	of_node_put(np);
	assert_null(of_reserved_mem_lookup(user));
	assert_int_equal(of_reserved_mem_device_init_by_idx(&pdev->dev, user, 1), -ENODEV);
}

/* ---- firmware ------------------------------------------------------------------------ */

#define FW_NAME "dmae-test-firmware.bin"

static char *fw_dir;

/* a directory with the file in it, behind one that is not there */
static void firmware_here(void)
{
	char *file, *path;

	fw_dir = path_temporary("/tmp");
	file = path_format("%s/" FW_NAME, fw_dir);
	path = path_format("/nonexistent:%s", fw_dir);
	assert_int_equal(host_file_write(file, "hello", 5), 0);
	firmware_loader_path(path);
	host_free(file);
	host_free(path);
}

static void firmware_gone(void)
{
	path_remove(fw_dir);
	host_free(fw_dir);
	firmware_loader_path(NULL);
}

static void firmware_is_found_in_the_world_s_directories(void **state)
{
	const struct firmware *fw;
	char buf[8];

	firmware_here();
	assert_int_equal(request_firmware(&fw, FW_NAME, &pdev->dev), 0);
	assert_int_equal(fw->size, 5);
	assert_memory_equal(fw->data, "hello", 5);
	release_firmware(fw);
	assert_int_equal(request_firmware_into_buf(&fw, FW_NAME, &pdev->dev, buf, 8), 0);
	assert_memory_equal(buf, "hello", 5);
	release_firmware(fw);
	assert_int_equal(request_firmware_into_buf(&fw, FW_NAME, &pdev->dev, buf, 4), -EFBIG);
	assert_int_equal(request_partial_firmware_into_buf(&fw, FW_NAME, &pdev->dev, buf, 2, 3), 0);
	assert_memory_equal(buf, "lo", 2);
	release_firmware(fw);
	firmware_gone();
}

static void missing_firmware_is_named_with_where_it_was_looked_for(void **state)
{
	const struct firmware *fw;

	firmware_loader_path("/nonexistent");
	assert_int_equal(request_firmware(&fw, "no/such.bin", &pdev->dev), -ENOENT);
	assert_null(fw);
	assert_true(log_contains("Direct firmware load for no/such.bin failed with error -2"));
	assert_true(log_contains("--firmware DIR"));
	assert_int_equal(request_firmware(&fw, "../etc/passwd", &pdev->dev), -EINVAL);
	assert_int_equal(request_firmware(&fw, "", &pdev->dev), -EINVAL);
	firmware_loader_path(NULL);
}

static struct completion fw_done;
static size_t fw_size;

static void fw_here(const struct firmware *fw, void *context)
{
	fw_size = fw ? fw->size : 0;
	release_firmware(fw);
	complete(context);
}

static void firmware_comes_later_in_a_work_item(void **state)
{
	firmware_here();
	init_completion(&fw_done);
	assert_int_equal(request_firmware_nowait(THIS_MODULE, true, FW_NAME, &pdev->dev, GFP_KERNEL,
						 &fw_done, fw_here),
			 0);
	wait_for_completion(&fw_done);
	assert_int_equal(fw_size, 5);
	reinit_completion(&fw_done);
	assert_int_equal(request_firmware_nowait(THIS_MODULE, true, "none.bin", &pdev->dev,
						 GFP_KERNEL, &fw_done, fw_here),
			 0);
	wait_for_completion(&fw_done);
	assert_int_equal(fw_size, 0);
	firmware_gone();
}

/* ---- mailboxes ------------------------------------------------------------------------- */

static void *sent[4];
static unsigned int nsent, ndone;
static bool hw_done;

static int mb_send(struct mbox_chan *chan, void *data)
{
	sent[nsent++] = data;
	return 0;
}

static bool mb_last_tx_done(struct mbox_chan *chan)
{
	return READ_ONCE(hw_done);
}

static const struct mbox_chan_ops mb_ops = {
	.send_data = mb_send,
	.last_tx_done = mb_last_tx_done,
};

static struct mbox_chan chans[2];
static struct mbox_controller controller;

static int mb_probe(struct platform_device *p)
{
	controller = (struct mbox_controller){
		.dev = &p->dev,
		.ops = &mb_ops,
		.chans = chans,
		.num_chans = 2,
		.txdone_poll = true,
		.txpoll_period = 1,
	};
	return devm_mbox_controller_register(&p->dev, &controller);
}

static const struct of_device_id mb_ids[] = { { .compatible = "test,mailbox" }, {} };
static struct platform_driver mb_driver = {
	.probe = mb_probe,
	.driver = { .name = "test-mailbox", .of_match_table = mb_ids },
};

static void got_done(struct mbox_client *cl, void *mssg, int r)
{
	smp_store_release(&ndone, ndone + 1);
}

static void received(struct mbox_client *cl, void *mssg)
{
	*(int *)mssg = 77;
}

static void messages_go_through_a_mailbox_one_after_the_other(void **state)
{
	struct mbox_client cl = { .dev = &pdev->dev, .tx_done = got_done, .rx_callback = received };
	struct mbox_client waits = { .dev = &pdev->dev, .tx_block = true };
	struct mbox_chan *chan;
	int a, b, in = 0;

	assert_int_equal(PTR_ERR(mbox_request_channel(&cl, 0)), -EPROBE_DEFER);
	assert_int_equal(platform_driver_register(&mb_driver), 0);
	nsent = ndone = 0;
	hw_done = false;
	chan = mbox_request_channel_byname(&cl, "tx");
	assert_ptr_equal(chan, &chans[1]);
	assert_int_equal(PTR_ERR(mbox_request_channel(&cl, 1)), -EINVAL);
	assert_int_equal(PTR_ERR(mbox_request_channel(&cl, 0)), -EBUSY);
	assert_true(mbox_send_message(chan, &a) >= 0);
	assert_true(mbox_send_message(chan, &b) >= 0);
	assert_int_equal(nsent, 1);
	WRITE_ONCE(hw_done, true);
	while (smp_load_acquire(&ndone) < 2)
		schedule_timeout_uninterruptible(1);
	assert_int_equal(nsent, 2);
	assert_ptr_equal(sent[0], &a);
	assert_ptr_equal(sent[1], &b);
	mbox_chan_received_data(chan, &in);
	assert_int_equal(in, 77);
	mbox_free_channel(chan);
	/* a client that waits is told when it was sent */
	chan = mbox_request_channel_byname(&waits, "tx");
	assert_ptr_equal(chan, &chans[1]);
	assert_true(mbox_send_message(chan, &a) >= 0);
	WRITE_ONCE(hw_done, false);
	waits.tx_tout = 20;
	assert_int_equal(mbox_send_message(chan, &b), -ETIME);
	mbox_free_channel(chan);
	platform_driver_unregister(&mb_driver);
}

/* ---- the chip ---------------------------------------------------------------------------- */

static void a_chip_is_matched_by_patterns(void **state)
{
	static struct soc_device_attribute attr = { .family = "J721E", .revision = "SR1.1" };
	static const struct soc_device_attribute matches[] = {
		{ .family = "AM65X" },
		{ .family = "J721*", .revision = "SR2.0" },
		{ .family = "J721*", .revision = "SR1.?", .data = "this" },
		{}
	};
	struct soc_device *soc;

	assert_null(soc_device_match(matches));
	soc = soc_device_register(&attr);
	assert_false(IS_ERR(soc));
	assert_ptr_equal(soc_device_match(matches), &matches[2]);
	soc_device_unregister(soc);
	assert_null(soc_device_match(matches));
}

/* ---- power domains ------------------------------------------------------------------------- */

static void each_of_several_domains_is_a_device(void **state)
{
	struct device *a = dev_pm_domain_attach_by_id(&pdev->dev, 0);
	struct device *b = dev_pm_domain_attach_by_name(&pdev->dev, "b");
	struct dev_pm_domain_list *list;

	assert_false(IS_ERR_OR_NULL(a));
	assert_string_equal(dev_name(b), "genpd:1:2000.user");
	assert_true(pm_runtime_enabled(a));
	assert_int_equal(pm_runtime_resume_and_get(a), 0);
	pm_runtime_put_sync(a);
	assert_null(dev_pm_domain_attach_by_id(&pdev->dev, 2));
	dev_pm_domain_detach(a, true);
	dev_pm_domain_detach(b, true);
	assert_int_equal(dev_pm_domain_attach_list(&pdev->dev, NULL, &list), 2);
	dev_pm_domain_detach_list(list);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(on_chip_ram_is_given_out_around_what_is_kept),
		T(each_algorithm_finds_its_own_place),
		T(a_supply_is_the_board_s_or_the_dummy),
		T(a_graph_is_followed_to_the_other_end),
		T(a_reserved_region_is_looked_up),
		T(firmware_is_found_in_the_world_s_directories),
		T(missing_firmware_is_named_with_where_it_was_looked_for),
		T(firmware_comes_later_in_a_work_item),
		T(messages_go_through_a_mailbox_one_after_the_other),
		T(a_chip_is_matched_by_patterns),
		T(each_of_several_domains_is_a_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
