/** The rules of the contract as JUnit 5 tests: a vendor extends a contract, says how to make what is tested, and runs it. */
@Export
@Version("1.0.0")
@NullMarked
package org.entrepot.conformance;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
