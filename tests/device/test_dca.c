// SPDX-License-Identifier: MIT
/* Direct cache access: providers, their requesters, and tags. */
#include "device_fixture.h"

#include <linux/dca.h>
#include <linux/notifier.h>

struct provider_data {
	struct device *served[2];
};

static int add_requester(struct dca_provider *dca, struct device *dev)
{
	struct provider_data *data = dca_priv(dca);
	int i;

	for (i = 0; i < 2; i++) {
		if (data->served[i])
			continue;
		data->served[i] = dev;
		return i;
	}
	return -EFAULT;
}

static int remove_requester(struct dca_provider *dca, struct device *dev)
{
	struct provider_data *data = dca_priv(dca);
	int i;

	for (i = 0; i < 2; i++)
		if (data->served[i] == dev)
			data->served[i] = NULL;
	return 0;
}

static u8 get_tag(struct dca_provider *dca, struct device *dev, int cpu)
{
	return 0x40 + cpu;
}

static int dev_managed(struct dca_provider *dca, struct device *dev)
{
	struct provider_data *data = dca_priv(dca);

	return data->served[0] == dev || data->served[1] == dev;
}

static const struct dca_ops ops = {
	.add_requester = add_requester,
	.remove_requester = remove_requester,
	.get_tag = get_tag,
	.dev_managed = dev_managed,
};

static int events[3];

static int notified(struct notifier_block *nb, unsigned long event, void *data)
{
	events[event]++;
	return NOTIFY_OK;
}

static void a_requester_is_served_by_a_provider(void **state)
{
	struct device *chipset = root_device_register("chipset"), *card, *other;
	struct dca_provider *dca = alloc_dca_provider(&ops, sizeof(struct provider_data));

	card = root_device_register("card");
	other = root_device_register("other");
	assert_int_equal(dca_add_requester(card), -ENODEV);
	assert_int_equal(register_dca_provider(dca, chipset), 0);
	assert_int_equal(file_type("/sys/class/dca/dca0"), 'l');
	assert_int_equal(dca_add_requester(card), 0);
	assert_int_equal(dca_add_requester(card), -EEXIST);
	assert_int_equal(dca3_get_tag(card, 1), 0x41);
	assert_int_equal(dca3_get_tag(other, 1), 0);
	assert_int_equal(dca_remove_requester(card), 0);
	assert_int_equal(dca_remove_requester(card), -ENODEV);
	assert_int_equal(dca_add_requester(NULL), -EFAULT);
	unregister_dca_provider(dca, chipset);
	assert_int_equal(file_type("/sys/class/dca"), 0);
	free_dca_provider(dca);
	root_device_unregister(other);
	root_device_unregister(card);
	root_device_unregister(chipset);
}

static void requesters_hear_of_providers(void **state)
{
	struct notifier_block nb = { .notifier_call = notified };
	struct device *chipset = root_device_register("chipset");
	struct dca_provider *dca = alloc_dca_provider(&ops, sizeof(struct provider_data));

	memset(events, 0, sizeof(events));
	dca_register_notify(&nb);
	assert_int_equal(register_dca_provider(dca, chipset), 0);
	assert_int_equal(events[DCA_PROVIDER_ADD], 1);
	unregister_dca_provider(dca, chipset);
	assert_int_equal(events[DCA_PROVIDER_REMOVE], 1);
	dca_unregister_notify(&nb);
	free_dca_provider(dca);
	root_device_unregister(chipset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_requester_is_served_by_a_provider, core_setup,
						core_teardown),
		cmocka_unit_test_setup_teardown(requesters_hear_of_providers, core_setup,
						core_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
