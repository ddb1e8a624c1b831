"""The demo company: invented people, what they do, and what its systems wrote down about it.

people     who exists: persons, households, firms, with names, homes, addresses and a life in three years
portfolio  the brokers
records    how a source writes a person down: what it asks for, and the slips it makes
shop, contracts, broker, support, newsletter, company    what happened, one module per source
landing    CSV files in the layout of the landing contract, the planted faults and the truth
chance     random draws and text on whole columns

Everything works on columns (numpy) of one block of people at a time, so memory does not grow with
the company, and every block draws from its own seed, so the same call gives the same bytes.
"""
