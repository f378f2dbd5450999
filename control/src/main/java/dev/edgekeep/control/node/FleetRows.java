package dev.edgekeep.control.node;

/** The rows of keys of the fleet. */
record FleetRows(GroupKeyRows groupKeys, TicketKeyRows ticketKeys) {}
