package org.entrepot.linux.internal;

/**
 * How pictures get to a connector.
 *
 * @param connector its number
 * @param crtc what refreshes it
 * @param index of the CRTC among the card's: its bit in masks
 * @param plane the CRTC's primary one
 */
record CardRoute(int connector, int crtc, int index, int plane) {}
