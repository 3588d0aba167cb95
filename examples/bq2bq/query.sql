-- What each shop sold on one day of the window, beside what it had sold before.
WITH day AS (
  SELECT shop, SUM(amount) AS amount
  FROM `warehouse.sales.orders`, `warehouse.sales.refunds` /* both are needed */
  WHERE DATE(sold_at) = "{{ .DSTART | Date }}"
  GROUP BY shop
)
SELECT day.shop, day.amount, total.amount AS total
FROM day
JOIN /* @ignoreupstream */ `warehouse.sales.totals` AS total USING (shop)
