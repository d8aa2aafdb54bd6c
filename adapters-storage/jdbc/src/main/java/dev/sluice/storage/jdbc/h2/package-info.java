/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc.h2;

import org.jspecify.annotations.NullMarked;
