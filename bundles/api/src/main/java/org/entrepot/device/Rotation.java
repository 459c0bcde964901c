package org.entrepot.device;

/** A clockwise turn of a picture. */
public enum Rotation {
    /** As it is. */
    R0(0),
    /** A quarter: the left column becomes the top row. */
    R90(90),
    /** Upside down. */
    R180(180),
    /** Three quarters: the top row becomes the left column, read upwards. */
    R270(270);

    private final int degrees;

    Rotation(int degrees) {
        this.degrees = degrees;
    }

    /** Clockwise degrees. */
    public int degrees() {
        return degrees;
    }

    /** Whether width and height change places. */
    public boolean swapsExtents() {
        return this == R90 || this == R270;
    }
}
