/* SPDX-License-Identifier: MIT */
/* A board with a host bridge and the functions of model_pci.h behind it. Kernel side. */
#ifndef TESTS_PCI_FIXTURE_H
#define TESTS_PCI_FIXTURE_H

#include "device_fixture.h"
#include "firmware_fixture.h"
#include "model_pci.h"

#include <linux/pci.h>

/* a GIC with a frame for messages; "spare" sends some of its own */
#define PCI_BOARD_WITH(bridge_props)						\
	"/dts-v1/;\n"								\
	"/ {\n"									\
	"	#address-cells = <1>;\n"					\
	"	#size-cells = <1>;\n"						\
	"	compatible = \"test,pci-board\";\n"				\
	"	interrupt-parent = <&gic>;\n"					\
	"	memory@80000000 {\n"						\
	"		device_type = \"memory\";\n"				\
	"		reg = <0x80000000 0x1000000>;\n"			\
	"	};\n"								\
	"	gic: interrupt-controller@8000000 {\n"				\
	"		compatible = \"arm,gic-400\";\n"			\
	"		reg = <0x8000000 0x1000>;\n"				\
	"		interrupt-controller;\n"				\
	"		#interrupt-cells = <3>;\n"				\
	"		#address-cells = <1>;\n"				\
	"		#size-cells = <1>;\n"					\
	"		ranges;\n"						\
	"		v2m: v2m@8020000 {\n"					\
	"			compatible = \"arm,gic-v2m-frame\";\n"		\
	"			msi-controller;\n"				\
	"			reg = <0x8020000 0x1000>;\n"			\
	"			arm,msi-base-spi = <82>;\n"			\
	"			arm,msi-num-spis = <32>;\n"			\
	"		};\n"							\
	"	};\n"								\
	"	sender@9000000 {\n"						\
	"		compatible = \"test,msi-sender\";\n"			\
	"		reg = <0x9000000 0x100>;\n"				\
	"		msi-parent = <&v2m>;\n"					\
	"	};\n"								\
	"	pcie@30000000 {\n"						\
	"		compatible = \"pci-host-ecam-generic\";\n"		\
	"		device_type = \"pci\";\n"				\
	"		reg = <0x30000000 0x100000>;\n"				\
	"		bus-range = <0 0>;\n"					\
	"		#address-cells = <3>;\n"				\
	"		#size-cells = <2>;\n"					\
	"		#interrupt-cells = <1>;\n"				\
	"		ranges = <0x02000000 0 0x10000000 0x40000000 0 0x10000000>,\n" \
	"			 <0x43000000 8 0x00000000 0x50000000 0 0x08000000>;\n" \
	"		interrupt-map-mask = <0xf800 0 0 7>;\n"			\
	"		interrupt-map = <0x0800 0 0 1 &gic 0 0 5 4>,\n"		\
	"				<0x0800 0 0 2 &gic 0 0 6 4>;\n"		\
	bridge_props								\
	"		dma@1,0 { compatible = \"test,pci-plain\"; reg = <0x0800 0 0 0 0>; };\n" \
	"		dma@1,1 { compatible = \"test,pci-express\"; reg = <0x0900 0 0 0 0>; };\n" \
	"	};\n"								\
	"};\n"

#define PCI_BOARD PCI_BOARD_WITH("msi-parent = <&v2m>;\n")
#define PLAIN	"/sys/bus/pci/devices/0000:00:01.0/"
#define EXPRESS	"/sys/bus/pci/devices/0000:00:01.1/"

static inline void pci_board_up(const char *dts)
{
	model_pci_register();
	board_up(dts);
	firmware_populate();
}

static inline int pci_board_down(void **state)
{
	int ret = board_down(state);

	model_pci_unregister();
	return ret;
}

/* the function, which the tree keeps while the test looks */
static inline struct pci_dev *function_at(unsigned int devfn)
{
	struct pci_dev *dev = pci_get_domain_bus_and_slot(0, 0, devfn);

	assert_non_null(dev);
	pci_dev_put(dev);
	return dev;
}

#define plain_function() function_at(PCI_DEVFN(1, 0))
#define express_function() function_at(PCI_DEVFN(1, 1))

#define pci_test(f) cmocka_unit_test_teardown(f, pci_board_down)

#endif
