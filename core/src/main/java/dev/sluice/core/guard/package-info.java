/** May we talk to this address? */
package dev.sluice.core.guard;
