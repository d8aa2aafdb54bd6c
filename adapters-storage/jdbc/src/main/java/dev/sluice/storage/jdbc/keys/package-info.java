/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc.keys;

import org.jspecify.annotations.NullMarked;
