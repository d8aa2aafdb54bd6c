/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc.sql;

import org.jspecify.annotations.NullMarked;
