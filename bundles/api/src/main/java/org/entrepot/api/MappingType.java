package org.entrepot.api;

/**
 * How memory is identified to whoever maps it for a device. Exporters and importers both list the types they take; at attach
 * the first type of the importer's list that the memory offers, and whose mapper agrees, is used. The idea follows the
 * mapping-type proposal for DMA-BUF of February 2026 and the three cookies of the 2012 debate on {@code dma_get_pages}.
 */
public enum MappingType {
    /** Page frames as runs: the mapper that serves the device maps them. */
    PAGES,
    /** A DMA address of the exporter's device: usable where both devices share an address space or talk peer to peer. */
    DEVICE_ADDRESS,
    /** A kernel DMA-BUF descriptor: the kernel driver of the device imports it. */
    FD,
    /**
     * Pages behind addresses of this process: the DMA layer of a driver in user space pins them ({@code pin_user_pages}). Memory that the
     * kernel itself handed out as a DMA-BUF has none that can be pinned.
     */
    USER_PAGES,
    /**
     * Memory of a device or of a carve-out behind addresses of this process, without pages to pin: a DMA layer that follows the process'
     * page table can map it ({@code VM_PFNMAP}).
     */
    USER_RANGE,
    /** Known to its maker only: the exporter itself maps the memory into the device's address space. */
    PRIVATE
}
