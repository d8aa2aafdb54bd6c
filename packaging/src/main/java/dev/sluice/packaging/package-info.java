/** What the packages of Sluice derive from its command line. */
@NullMarked
package dev.sluice.packaging;

import org.jspecify.annotations.NullMarked;
