/** PCI devices that programs drive: which memory they take, and at which addresses they reach it. */
@NullMarked
package org.entrepot.device.vfio.internal;

import org.jspecify.annotations.NullMarked;
