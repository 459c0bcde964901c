/** Starts one guest with one JVM in it and tells what became of its tests, one by one. */
package org.entrepot.lab;
