/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc;

import org.jspecify.annotations.NullMarked;
