/** The embedded database: an H2 file that several processes share, and its repair after a kill. */
@NullMarked
package dev.sluice.storage.jdbc.h2;

import org.jspecify.annotations.NullMarked;
