package org.entrepot.spi;

import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Orientation;

/**
 * What the engine asks of an exporter that maps its own memory.
 *
 * @param device for which to map
 * @param constraints of the device itself, which the addresses must respect: no mapper lifts anything
 * @param direction what the device may do
 * @param orientation in which the device sees the image
 */
public record PrivateMapRequest(
        DeviceDescription device, Constraints constraints, Direction direction, Orientation orientation) {}
