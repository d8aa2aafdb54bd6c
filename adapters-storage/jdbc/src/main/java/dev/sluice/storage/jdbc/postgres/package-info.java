/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc.postgres;

import org.jspecify.annotations.NullMarked;
