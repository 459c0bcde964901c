/** The on-chip memory of the EX7 as an Entrepot backend. */
package com.example.sram;
