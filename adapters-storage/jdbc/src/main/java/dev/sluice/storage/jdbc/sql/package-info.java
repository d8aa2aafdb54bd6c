/** Access to the database: statements, transactions, columns, failures and the schema. */
@NullMarked
package dev.sluice.storage.jdbc.sql;

import org.jspecify.annotations.NullMarked;
