"""The other side of a SIP line: telephones, gateways and operators over UDP, written from the RFCs without sippy."""
